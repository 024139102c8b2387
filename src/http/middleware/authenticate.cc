#include "http/middleware/authenticate.h"

#include <algorithm>

#include "http/characters.h"

namespace pictor::http {
namespace {

constexpr std::size_t kMaxToken = 8 << 10;

/// `b64token` of RFC 6750, without the padding rules.
bool is_token_text(std::string_view text) {
  auto allowed = [](char c) { return is_digit(c) || is_letter(c) || std::string_view("-._~+/=").contains(c); };
  return !text.empty() && text.size() <= kMaxToken && std::ranges::all_of(text, allowed);
}

}  // namespace

Result<access::Principal> authenticate(const Headers& headers, const Authenticator& verify) {
  auto header = headers.find("Authorization");
  if (!header) return fail(ErrorCode::kUnauthenticated, "this call wants an Authorization header with a bearer token");
  std::string_view token = *header;
  std::string_view scheme = take_until(token, ' ');
  token = trimmed(token);
  if (!equals_ignoring_case(scheme, "Bearer") || !is_token_text(token))
    return fail(ErrorCode::kUnauthenticated, "the Authorization header is not a bearer token");
  return verify(token);
}

}  // namespace pictor::http
