#include "delivery/signature.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/number.h"
#include "digest/hmac.h"

namespace pictor::delivery {
namespace {

constexpr std::size_t kMacLetters = 43;        ///< 32 bytes in base64url
constexpr std::size_t kMostExpiryDigits = 11;  ///< until the year 5138
constexpr std::string_view kNever = "never";

bool is_base64url(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

std::optional<std::int64_t> seconds_from(std::string_view text) {
  if (text.empty() || text.size() > kMostExpiryDigits || text.front() < '1') return std::nullopt;
  return number_from<std::int64_t>(text);
}

}  // namespace

std::optional<Signature> signature_from(std::string_view segment) {
  const std::size_t first = segment.find('.');
  const std::size_t last = segment.rfind('.');
  if (first == last) return std::nullopt;  // both are npos where there is no dot
  const auto key = parse_key_id(segment.substr(0, first));
  const std::string_view expires = segment.substr(first + 1, last - first - 1);
  const std::string_view mac = segment.substr(last + 1);
  if (!key || mac.size() != kMacLetters || !std::ranges::all_of(mac, is_base64url)) return std::nullopt;
  const auto seconds = seconds_from(expires);
  if (!seconds && expires != kNever) return std::nullopt;
  return Signature{*key, seconds, std::string(mac)};
}

std::string mac_of(std::string_view secret, std::string_view signed_text) {
  return to_base64url(digest::hmac_sha256(as_bytes(secret), as_bytes(signed_text)));
}

std::string signed_path(std::string_view path, const SigningKey& key, std::optional<std::int64_t> expires) {
  std::string text(path);
  text.append("/").append(key.id.str()).append(".");
  text.append(expires ? std::to_string(*expires) : std::string(kNever)).append(".");
  return text + mac_of(key.secret, text);
}

bool is_right(const Signature& signature, std::string_view secret, std::string_view signed_text) {
  const std::string expected = mac_of(secret, signed_text);
  return digest::equal_in_constant_time(as_bytes(expected), as_bytes(signature.mac));
}

}  // namespace pictor::delivery
