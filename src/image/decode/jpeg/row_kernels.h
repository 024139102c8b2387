#pragma once
// Rows of samples to rows of pixels, in SIMD for the machine that runs them. Rows are read and written up to
// kSampleSlack bytes behind their end unless said otherwise.

#include <cstddef>
#include <cstdint>

namespace pictor::image::jpeg {

/// YCbCr to RGB as JFIF defines it, rounded as libjpeg does it. Writes 3 x `count` bytes and no more.
void ycc_to_rgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr, std::size_t count,
                std::uint8_t* rgb);
/// Grey three times. Writes 3 x `count` bytes and no more.
void grey_to_rgb(const std::uint8_t* grey, std::size_t count, std::uint8_t* rgb);

/// Roundings of an interpolation: what is added to even and odd samples before bits are shifted out.
struct Rounding {
  int even = 0;
  int odd = 0;
  int shift = 0;
};

/// 3 x near + far.
void blend_rows(const std::uint8_t* near, const std::uint8_t* far, std::size_t count, std::uint16_t* out);
/// Twice as many samples: each in[i] becomes (3 in[i] + in[i - 1] + even) >> shift and (3 in[i] + in[i + 1] + odd) >>
/// shift, where in[-1] and in[count] are readable.
void double_samples(const std::uint16_t* in, std::size_t count, Rounding rounding, std::uint8_t* out);
/// (in[i] + bias) >> 2.
void quarter(const std::uint16_t* in, std::size_t count, int bias, std::uint8_t* out);
void widen(const std::uint8_t* in, std::size_t count, std::uint16_t* out);

}  // namespace pictor::image::jpeg
