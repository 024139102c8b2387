#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pictor::codec {

/// A text of at most N bytes inside a message.
template <std::size_t N>
struct WireText {
  std::uint32_t length = 0;
  char bytes[N] = {};
};

/// Whether `text` is well-formed UTF-8 (RFC 3629: no overlong form, no surrogate, at most U+10FFFF) without control
/// characters: what may be shown to a client and written to a log.
bool is_clean_utf8(std::string_view text);

/// The longest start of `text` that fits. A multi-byte character that does not fit is left out whole.
template <std::size_t N>
WireText<N> wire_text(std::string_view text) {
  std::size_t length = std::min(N, text.size());
  // 10xxxxxx continues a character: do not end in front of one.
  if (length < text.size())
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
  WireText<N> result;
  result.length = static_cast<std::uint32_t>(length);
  text.copy(result.bytes, length);
  return result;
}

/// The bytes; nullopt when the length is more than fits.
template <std::size_t N>
std::optional<std::string> bytes_from(const WireText<N>& text) {
  if (text.length > N) return std::nullopt;
  return std::string(text.bytes, text.length);
}

/// The text; nullopt when the length is more than fits or is_clean_utf8() does not hold.
template <std::size_t N>
std::optional<std::string> text_from(const WireText<N>& text) {
  std::optional<std::string> bytes = bytes_from(text);
  if (bytes && !is_clean_utf8(*bytes)) return std::nullopt;
  return bytes;
}

}  // namespace pictor::codec
