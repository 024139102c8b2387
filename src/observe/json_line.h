#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pictor::observe {

/// Builds one JSON object on one line. Whatever the texts hold, the result is valid JSON in valid UTF-8 without a line
/// break: bytes that are not UTF-8 become U+FFFD, control characters are escaped. One thread.
class JsonLine {
 public:
  JsonLine() { text_.reserve(256); }
  /// Texts longer than this are cut, so that a hostile one cannot fill the disk.
  static constexpr std::size_t kMaxTextBytes = 2048;

  void add(std::string_view name, std::string_view value);
  void add(std::string_view name, std::int64_t value);
  void add(std::string_view name, double value);  ///< not finite: null
  void add(std::string_view name, bool value);
  /// The finished object, without a line break.
  std::string finish() &&;

 private:
  void begin(std::string_view name);
  void append_quoted(std::string_view text);
  std::string text_;
};

}  // namespace pictor::observe
