#pragma once
// The inner loops of the JPEG encoder, in SIMD for the machine that runs them (Highway, chosen at run time).

#include <cstddef>
#include <cstdint>

#include "image/jpeg_block.h"

namespace pictor::image::jpeg {

/// Samples are Y - 128, Cb - 128 and Cr - 128 in sixteenths of a level: finer than the 8 bits that a pixel had, so that
/// nothing is rounded before the quantiser but what it rounds itself.
inline constexpr int kSampleUnit = 16;
/// Coefficients are those of the orthonormal DCT, as quantisation tables count them, in eighths.
inline constexpr int kCoefficientUnit = 8;
/// Samples that a row may be written behind its end, and blocks are read behind their last one.
inline constexpr int kSamplePadding = 64;

/// One row of RGB to JFIF's YCbCr (ITU-T T.871), each within an eighth of a level. Writes up to kSamplePadding behind.
void rgb_to_ycc(const std::uint8_t* rgb, int width, std::int16_t* y, std::int16_t* cb, std::int16_t* cr);

/// The means of 2x2 samples of two rows. Reads and writes up to kSamplePadding behind.
void halve_rows(const std::int16_t* upper, const std::int16_t* lower, int out_width, std::int16_t* out);

/// `blocks` blocks side by side: eight rows of samples, `stride` apart, to coefficients in natural order.
void forward_dct(const std::int16_t* samples, std::size_t stride, int blocks, std::int16_t* coefficients);

/// One block of coefficients in whole units (what a decoder has after dequantising) back to samples.
void inverse_dct(const std::int16_t* coefficients, std::int16_t* samples);

/// How a table quantises, in SIMD: level = (|c| * reciprocal / 65536 + rounding) with rounding in 1/256 of a step.
struct Quantiser {
  alignas(64) std::uint16_t step[kBlockSize];
  alignas(64) float reciprocal[kBlockSize];  ///< of a step, for coefficients in eighths
  alignas(64) float rounding[kBlockSize];    ///< added before the fraction is cut: 0.5 rounds, less is a dead zone
};

/// `blocks` blocks of coefficients to levels, both in natural order.
void quantise(const std::int16_t* coefficients, int blocks, const Quantiser& quantiser, std::int16_t* levels);

}  // namespace pictor::image::jpeg
