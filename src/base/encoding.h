#pragma once
// Text forms of bytes.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pictor {

using Bytes = std::span<const std::uint8_t>;

/// The bytes of a text. Borrowed.
inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
/// The text of bytes. Borrowed.
inline std::string_view as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string to_hex(Bytes bytes);
/// RFC 4648 section 4, with padding.
std::string to_base64(Bytes bytes);
/// RFC 4648 section 5, without padding.
std::string to_base64url(Bytes bytes);
/// The bytes that to_base64() spells as `text`; nullopt for any other text, so that each value has one spelling.
std::optional<std::string> from_base64(std::string_view text);
/// The same for to_base64url().
std::optional<std::string> from_base64url(std::string_view text);
/// Crockford's base 32 in lower case, most significant bits first: sorts as the bytes do.
std::string to_base32(Bytes bytes);

}  // namespace pictor
