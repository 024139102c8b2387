#include "http/method.h"

#include <array>
#include <utility>

namespace pictor::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 6> kMethods = {{
    {Method::kGet, "GET"},
    {Method::kHead, "HEAD"},
    {Method::kPost, "POST"},
    {Method::kPut, "PUT"},
    {Method::kPatch, "PATCH"},
    {Method::kDelete, "DELETE"},
}};

}  // namespace

Method method_from(std::string_view token) {
  for (auto [method, name] : kMethods)
    if (token == name) return method;
  return Method::kOther;
}

std::string_view to_string(Method method) {
  for (auto [known, name] : kMethods)
    if (known == method) return name;
  return "OTHER";
}

}  // namespace pictor::http
