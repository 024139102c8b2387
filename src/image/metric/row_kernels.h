#pragma once
// The arithmetic of SSIMULACRA 2 on single rows, vectorised for the machine at hand. All rows come from Rows (see its
// margins). The algorithm is Jon Sneyers's (Cloudinary, SSIMULACRA 2.1).

#include <array>
#include <cstddef>

namespace pictor::image::metric {

inline constexpr int kChannels = 3;
inline constexpr int kRadius = 4;                ///< of the blur
inline constexpr int kWindow = 2 * kRadius + 1;  ///< rows that one blurred row is made of

/// One row of each channel: linear R, G, B, or X, Y, B.
using Planes = std::array<float*, kChannels>;

/// The rows around an output row, from kRadius above to kRadius below; zero rows outside the picture.
using Window = std::array<const float*, kWindow>;

/// What the error maps of one channel are made of besides the reference's own mean.
inline constexpr int kMoments = 3;
enum Moment { kDistorted, kSquaredDifference, kSumOfSquares };  ///< d, (r - d)^2, r^2 + d^2

/// One row of each moment.
using MomentRows = std::array<float*, kMoments>;

/// Sums over pixels of the three error maps, each as it is and to the fourth power.
struct ErrorSums {
  double ssim = 0, ringing = 0, blurring = 0;
  double ssim4 = 0, ringing4 = 0, blurring4 = 0;
};

/// Linear RGB to the shifted XYB of the metric; zero past the width. Channels without a row are left out.
void to_xyb(const Planes& rgb, const Planes& xyb, std::size_t width);

/// Means of 2x2 pixels: `width` floats of two rows to (width + 1) / 2. Repeats the last column where `width` is odd,
/// for which it writes one float past the width of both inputs.
void halve(float* top, float* bottom, float* out, std::size_t width);

/// Fills the rows of kSquaredDifference and kSumOfSquares from a reference row and that of kDistorted.
void multiply(const float* reference, const MomentRows& moments, std::size_t width);

/// Blurs `window` from top to bottom.
void blur_columns(const Window& window, float* out, std::size_t width);

/// Blurs `row` from left to right.
void blur_row(const float* row, float* out, std::size_t width);

/// One row of a channel as add_errors() takes it. The moments are blurred from top to bottom only.
struct ComparedRow {
  const float* reference;
  const float* reference_mean;  ///< blurred both ways
  const float* distorted;
  MomentRows moments;
};

/// Blurs the moments from left to right and adds the errors of the pixels of one row to `sums`.
void add_errors(const ComparedRow& row, std::size_t width, ErrorSums& sums);

}  // namespace pictor::image::metric
