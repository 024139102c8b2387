#pragma once

#include <cstddef>
#include <cstdint>

#include "base/encoding.h"

namespace pictor::image {

/// Four letters as the big-endian number that PNG, RIFF and ISO-BMFF name their parts by.
consteval std::uint32_t fourcc(const char (&letters)[5]) {
  std::uint32_t code = 0;
  for (int i = 0; i < 4; ++i) code = code << 8 | static_cast<std::uint8_t>(letters[i]);
  return code;
}

/// Cursor over untrusted bytes that cannot leave them: a read past the end gives zeros, moves to the end and is
/// remembered, so that a parser may read a whole record and ask once. Borrows the bytes.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes) : bytes_(bytes) {}

  bool overrun() const { return overrun_; }
  bool at_end() const { return position_ == bytes_.size(); }
  std::size_t position() const { return position_; }
  std::size_t remaining() const { return bytes_.size() - position_; }
  Bytes rest() const { return bytes_.subspan(position_); }

  std::uint8_t u8() { return static_cast<std::uint8_t>(big_endian(1)); }
  std::uint16_t be16() { return static_cast<std::uint16_t>(big_endian(2)); }
  std::uint32_t be24() { return static_cast<std::uint32_t>(big_endian(3)); }
  std::uint32_t be32() { return static_cast<std::uint32_t>(big_endian(4)); }
  std::uint64_t be64() { return big_endian(8); }
  std::uint16_t le16() { return static_cast<std::uint16_t>(little_endian(2)); }
  std::uint32_t le24() { return static_cast<std::uint32_t>(little_endian(3)); }
  std::uint32_t le32() { return static_cast<std::uint32_t>(little_endian(4)); }

  /// An unsigned number of `count` bytes, 0..8; no bytes are the number 0.
  std::uint64_t big_endian(std::size_t count) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(count)) value = value << 8 | byte;
    return value;
  }
  std::uint64_t little_endian(std::size_t count) {
    std::uint64_t value = 0;
    int shift = 0;
    for (const std::uint8_t byte : take(count)) {
      value |= std::uint64_t{byte} << shift;
      shift += 8;
    }
    return value;
  }

  /// The next `count` bytes; none of them when there are fewer.
  Bytes take(std::uint64_t count) {
    if (count > remaining()) {
      overrun_ = true;
      position_ = bytes_.size();
      return {};
    }
    const Bytes taken = bytes_.subspan(position_, static_cast<std::size_t>(count));
    position_ += taken.size();
    return taken;
  }
  void skip(std::uint64_t count) { take(count); }

 private:
  Bytes bytes_;
  std::size_t position_ = 0;
  bool overrun_ = false;
};

}  // namespace pictor::image
