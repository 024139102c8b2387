#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "image/decode/jpeg/frame.h"

namespace pictor::image::jpeg {

/// Room for a row of samples that inverse transforms write beyond the one they make.
inline constexpr std::size_t kInverseDctSlack = 8;

/// Turns the lowest `across` x `down` of a block's 8x8 coefficients into as many samples: the transform of that size,
/// scaled so that means stay. 8x8 agrees with libjpeg-turbo's accurate integer transform bit by bit (for coefficients
/// that 8-bit samples can have); the others are within a level of the exact one. Once a picture; reads are thread-safe.
class InverseDct {
 public:
  /// Sides 1..8.
  InverseDct(int across, int down);

  /// `coefficients` are 64, dequantised, at paired_index(). Writes `down` rows of `across` samples and up to
  /// kInverseDctSlack bytes behind each.
  void operator()(const std::int16_t* coefficients, std::uint8_t* out, std::ptrdiff_t stride) const {
    if (is_cheap()) return two_by_two(coefficients, out, stride);
    kernel_(tables_, coefficients, out, stride);
  }
  /// Whether it costs less than to tell flat blocks from others.
  bool is_cheap() const { return tables_.across == 2 && tables_.down == 2; }
  /// The same where all but the mean are zero.
  void flat(int mean, std::uint8_t* out, std::ptrdiff_t stride) const {
    const int level = std::clamp(((mean + 4) >> 3) + 128, 0, 255);
    for (int y = 0; y < tables_.down; ++y) std::memset(out + y * stride, level, kInverseDctSlack);
  }

  /// Weights of 13 bits, two in one as multiply-and-add instructions take them.
  struct Tables {
    int across = 0;
    int down = 0;
    /// Of a column's sample y < 4: coefficients (0, 2), (4, 6), then (1, 3), (5, 7).
    std::int32_t columns[4][4];
    /// Of a row's sample x: coefficients (0, 1), (2, 3), (4, 5), (6, 7).
    alignas(32) std::int32_t rows[4][8];
  };
  using Kernel = void (*)(const Tables&, const std::int16_t*, std::uint8_t*, std::ptrdiff_t);

 private:
  /// Most of a photo's luma where thumbnails are made: sums and differences, exact, without a call.
  static void two_by_two(const std::int16_t* coefficients, std::uint8_t* out, std::ptrdiff_t stride) {
    const int mean = coefficients[paired_index(0, 0)] + 4 + (128 << 3);
    const int across = coefficients[paired_index(0, 1)];
    const int down = coefficients[paired_index(1, 0)];
    const int both = coefficients[paired_index(1, 1)];
    const auto level = [](int eightfold) { return static_cast<std::uint8_t>(std::clamp(eightfold >> 3, 0, 255)); };
    out[0] = level(mean + down + across + both);
    out[1] = level(mean + down - across - both);
    out[stride] = level(mean - down + across - both);
    out[stride + 1] = level(mean - down - across + both);
  }

  Tables tables_;
  Kernel kernel_;
};

}  // namespace pictor::image::jpeg
