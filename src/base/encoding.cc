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

}  // namespace

std::string to_hex(Bytes bytes) { return in_groups(bytes, 4, "0123456789abcdef"); }

std::string to_base64(Bytes bytes) {
  std::string text = in_groups(bytes, 6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string to_base64url(Bytes bytes) {
  return in_groups(bytes, 6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

std::string to_base32(Bytes bytes) { return in_groups(bytes, 5, "0123456789abcdefghjkmnpqrstvwxyz"); }

}  // namespace pictor
