#include "observe/json_line.h"

#include <array>
#include <charconv>
#include <cmath>

namespace pictor::observe {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

bool is_continuation(unsigned byte) { return (byte & 0xc0) == 0x80; }

/// Length of the well-formed UTF-8 sequence that `text` begins with; 0 when there is none (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text) {
  auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  unsigned lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return is_continuation(at(1)) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    bool overlong = lead == 0xe0 && at(1) < 0xa0;
    bool surrogate = lead == 0xed && at(1) > 0x9f;
    return is_continuation(at(1)) && is_continuation(at(2)) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    bool overlong = lead == 0xf0 && at(1) < 0x90;
    bool beyond = lead == 0xf4 && at(1) > 0x8f;
    return is_continuation(at(1)) && is_continuation(at(2)) && is_continuation(at(3)) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

void append_control(std::string& out, unsigned char byte) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (byte) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

}  // namespace

void JsonLine::append_quoted(std::string_view text) {
  bool cut = text.size() > kMaxTextBytes;
  if (cut) text = text.substr(0, kMaxTextBytes);
  text_ += '"';
  while (!text.empty()) {
    auto byte = static_cast<unsigned char>(text.front());
    std::size_t length = sequence_length(text);
    if (length == 0) {
      text_ += kReplacement;
    } else if (byte < 0x20 || byte == 0x7f) {
      append_control(text_, byte);
    } else {
      if (byte == '"' || byte == '\\') text_ += '\\';
      text_ += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  if (cut) text_ += "…";
  text_ += '"';
}

void JsonLine::begin(std::string_view name) {
  text_ += text_.empty() ? '{' : ',';
  append_quoted(name);
  text_ += ':';
}

void JsonLine::add(std::string_view name, std::string_view value) {
  begin(name);
  append_quoted(value);
}

void JsonLine::add(std::string_view name, std::int64_t value) {
  begin(name);
  text_ += std::to_string(value);
}

void JsonLine::add(std::string_view name, double value) {
  begin(name);
  if (!std::isfinite(value)) {
    text_ += "null";
    return;
  }
  std::array<char, 32> digits;
  auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text_.append(digits.data(), end);
}

void JsonLine::add(std::string_view name, bool value) {
  begin(name);
  text_ += value ? "true" : "false";
}

std::string JsonLine::finish() && {
  if (text_.empty()) text_ += '{';
  text_ += '}';
  return std::move(text_);
}

}  // namespace pictor::observe
