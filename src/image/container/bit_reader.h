#pragma once

#include <cstddef>
#include <cstdint>

#include "base/encoding.h"

namespace pictor::image {

/// Which bit of a byte comes first, and of a number.
enum class BitOrder {
  kHighestFirst,  ///< HEVC, AV1
  kLowestFirst,   ///< JPEG XL
};

/// Bits of bytes, one after the other; past the end come zeros, and overrun() says so.
template <BitOrder kOrder = BitOrder::kHighestFirst>
class BitReader {
 public:
  explicit BitReader(Bytes bytes) : bytes_(bytes) {}
  bool overrun() const { return position_ > bytes_.size() * 8; }

  std::uint32_t bits(int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
      if constexpr (kOrder == BitOrder::kHighestFirst) {
        value = value << 1 | next();
      } else {
        value |= next() << i;
      }
    }
    return value;
  }
  bool flag() { return bits(1) != 0; }
  void skip(std::size_t count) { position_ += count; }

  /// ue(v) of HEVC (9.2), uvlc() of AV1 (4.10.3): after so many zeros and a one come as many bits. With 32 zeros or
  /// more it is the largest number, and nothing follows.
  std::uint32_t exp_golomb()
    requires(kOrder == BitOrder::kHighestFirst)
  {
    int zeros = 0;
    while (!flag()) {
      if (overrun()) return UINT32_MAX;
      if (++zeros == 32) return UINT32_MAX;
    }
    return (std::uint32_t{1} << zeros) - 1 + bits(zeros);
  }

 private:
  std::uint32_t next() {
    const std::size_t byte = position_ / 8;
    const std::size_t in_byte = position_ % 8;
    const std::size_t shift = kOrder == BitOrder::kHighestFirst ? 7 - in_byte : in_byte;
    ++position_;
    return byte < bytes_.size() ? bytes_[byte] >> shift & 1U : 0U;
  }

  Bytes bytes_;
  std::size_t position_ = 0;
};

}  // namespace pictor::image
