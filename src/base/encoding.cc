#include "base/encoding.h"

namespace pictor {
namespace {

/// Spells `bytes` in groups of `bits` bits with the letters of `alphabet`, zero bits filling the last group.
std::string in_groups(Bytes bytes, int bits, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() * 8 + bits - 1) / bits);
  std::uint32_t held = 0;
  int count = 0;
  for (std::uint8_t byte : bytes) {
    held = (held << 8) | byte;
    for (count += 8; count >= bits; count -= bits) text += alphabet[(held >> (count - bits)) & ((1u << bits) - 1)];
  }
  if (count > 0) text += alphabet[(held << (bits - count)) & ((1u << bits) - 1)];
  return text;
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Reads groups of six bits; what is left over at the end is dropped.
std::optional<std::string> from_sixes(std::string_view text, std::string_view alphabet) {
  std::string bytes;
  bytes.reserve(text.size() * 6 / 8);
  std::uint32_t held = 0;
  int count = 0;
  for (char letter : text) {
    const std::size_t value = alphabet.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    held = (held << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) bytes += static_cast<char>((held >> (count -= 8)) & 0xff);
  }
  return bytes;
}

}  // namespace

std::string to_hex(Bytes bytes) { return in_groups(bytes, 4, "0123456789abcdef"); }

std::string to_base64(Bytes bytes) {
  std::string text = in_groups(bytes, 6, kBase64);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string to_base64url(Bytes bytes) { return in_groups(bytes, 6, kBase64Url); }

std::optional<std::string> from_base64(std::string_view text) {
  auto bytes = from_sixes(text.substr(0, text.find('=')), kBase64);
  if (!bytes || to_base64(as_bytes(*bytes)) != text) return std::nullopt;
  return bytes;
}

std::optional<std::string> from_base64url(std::string_view text) {
  auto bytes = from_sixes(text, kBase64Url);
  if (!bytes || to_base64url(as_bytes(*bytes)) != text) return std::nullopt;
  return bytes;
}

std::string to_base32(Bytes bytes) { return in_groups(bytes, 5, "0123456789abcdefghjkmnpqrstvwxyz"); }

}  // namespace pictor
