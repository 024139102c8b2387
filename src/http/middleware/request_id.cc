#include "http/middleware/request_id.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "http/characters.h"

namespace pictor::http {
namespace {

bool is_acceptable(std::string_view id) {
  auto allowed = [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '_' || c == '-'; };
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, allowed);
}

}  // namespace

std::string choose_request_id(const Headers& headers, RandomSource& random) {
  if (auto sent = headers.find("X-Request-Id"); sent && is_acceptable(*sent)) return std::string(*sent);
  std::array<std::uint8_t, 12> bytes{};
  random.fill(bytes);
  return "req_" + to_base32(bytes);
}

}  // namespace pictor::http
