#include "http/router.h"

#include <optional>

#include "http/characters.h"

namespace pictor::http {
namespace {

using Parameters = std::map<std::string, std::string, std::less<>>;

std::vector<std::string> split(std::string_view pattern) {
  std::vector<std::string> segments;
  pattern.remove_prefix(1);
  while (!pattern.empty()) segments.emplace_back(take_until(pattern, '/'));
  return segments;
}

std::optional<Parameters> match_segments(const std::vector<std::string>& pattern,
                                         const std::vector<std::string>& segments) {
  if (pattern.size() != segments.size()) return std::nullopt;
  Parameters parameters;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].front() != '{') {
      if (pattern[i] != segments[i]) return std::nullopt;
    } else if (segments[i].empty()) {
      return std::nullopt;
    } else {
      parameters.emplace(pattern[i].substr(1, pattern[i].size() - 2), segments[i]);
    }
  }
  return parameters;
}

void add_allowed(std::string& allow, Method method) {
  if (!allow.empty()) allow += ", ";
  allow += to_string(method);
  if (method == Method::kGet) allow += ", HEAD";
}

}  // namespace

std::string_view to_string(LimitClass limit) {
  switch (limit) {
    case LimitClass::kNone:
      return "none";
    case LimitClass::kApi:
      return "api";
    case LimitClass::kTransform:
      return "transform";
    case LimitClass::kUpload:
      return "upload";
  }
  return "none";
}

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
  for (const Route& route : routes_) patterns_.push_back(split(route.pattern));
}

RouteMatch Router::match(Method method, const std::vector<std::string>& segments) const {
  Method wanted = method == Method::kHead ? Method::kGet : method;
  RouteMatch match;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    auto parameters = match_segments(patterns_[i], segments);
    if (!parameters) continue;
    if (routes_[i].method == wanted) return RouteMatch{.route = &routes_[i], .parameters = std::move(*parameters)};
    add_allowed(match.allow, routes_[i].method);
  }
  return match;
}

}  // namespace pictor::http
