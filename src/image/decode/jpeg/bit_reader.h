#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace pictor::image::jpeg {

/// Bits of unstuffed entropy-coded data, most significant first. Reads up to 8 bytes beyond `next`: the owner of the
/// bytes sees to it that they are there.
struct BitReader {
  std::uint64_t window = 0;  ///< the next bits, left-aligned; at least `count` of them are right
  int count = 0;
  const std::uint8_t* next = nullptr;  ///< the first byte that is not counted in

  /// Afterwards 56 bits or more are in the window.
  [[gnu::always_inline]] void refill() {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, next, sizeof(bytes));
    if constexpr (std::endian::native == std::endian::little) bytes = __builtin_bswap64(bytes);
    window |= bytes >> count;
    next += (63 - count) >> 3;
    count |= 56;
  }
  [[gnu::always_inline]] std::uint32_t peek(int bits) const {
    return static_cast<std::uint32_t>(window >> (64 - bits));
  }
  [[gnu::always_inline]] void skip(int bits) {
    window <<= bits;
    count -= bits;
  }
  /// The value of `size` (0..15) more bits (T.81 F.2.2.1, EXTEND).
  [[gnu::always_inline]] int take_value(int size) {
    if (size == 0) return 0;
    const int raw = static_cast<int>(peek(size));
    skip(size);
    return raw < (1 << (size - 1)) ? raw - (1 << size) + 1 : raw;
  }
};

}  // namespace pictor::image::jpeg
