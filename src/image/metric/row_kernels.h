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

/// One channel of the rows around an output row, from kRadius above to kRadius below; zero rows outside the picture.
struct Window {
  std::array<const float*, kWindow> reference;
  std::array<const float*, kWindow> distorted;
};

/// One row of what the error maps are made of, blurred.
struct Moments {
  float* reference;           ///< of r
  float* distorted;           ///< of d
  float* squared_difference;  ///< of (r - d)^2
  float* sum_of_squares;      ///< of r^2 + d^2
};

/// Sums over pixels of the three error maps, each as it is and to the fourth power.
struct ErrorSums {
  double ssim = 0, ringing = 0, blurring = 0;
  double ssim4 = 0, ringing4 = 0, blurring4 = 0;
};

/// Linear RGB to the shifted XYB of the metric; zero past the width.
void to_xyb(const Planes& rgb, const Planes& xyb, std::size_t width);

/// Means of 2x2 pixels: `width` floats of two rows to (width + 1) / 2. Repeats the last column where `width` is odd,
/// for which it writes one float past the width of both inputs.
void halve(float* top, float* bottom, float* out, std::size_t width);

/// Blurs the moments of `window` from top to bottom.
void blur_columns(const Window& window, const Moments& out, std::size_t width);

/// Blurs `moments` from left to right and adds the errors of the pixels of one row to `sums`.
void add_errors(const float* reference, const float* distorted, const Moments& moments, std::size_t width,
                ErrorSums& sums);

}  // namespace pictor::image::metric
