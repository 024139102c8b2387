#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "image/geometry.h"
#include "image/pixel_pool.h"

namespace pictor::image {

/// Finds the uniform border of a picture that passes by row by row, for any colour and tolerance: it keeps the least
/// and the greatest sample of every row and column. Samples are premultiplied, so transparent pixels are alike whatever
/// colour they hide. One thread.
class Borders {
 public:
  enum class Corner { kTopLeft, kTopRight, kBottomLeft, kBottomRight };

  Borders(int width, int channels);
  /// The next row: width x channels bytes.
  void add_row(std::span<const std::uint8_t> row);
  /// What is left when rows and columns at the edges go whose pixels all differ by at most `tolerance` levels (alpha
  /// too) from the pixel in `corner`. The whole picture where nothing would be left.
  Region inside(Corner corner, int tolerance) const;
  /// The size of `region` in whole pixels.
  Size size_of(const Region& region) const;

 private:
  using Sample = std::array<std::uint8_t, 4>;
  struct Extremes {
    Sample least{255, 255, 255, 255};
    Sample greatest{};
  };
  static bool alike(const Extremes& extremes, const Sample& color, int tolerance);

  std::size_t width_;
  int channels_;
  PixelBuffer row_;  ///< premultiplied, four samples a pixel
  std::vector<std::uint8_t> column_least_;
  std::vector<std::uint8_t> column_greatest_;
  std::vector<Extremes> rows_;
  std::array<Sample, 4> corners_{};
};

}  // namespace pictor::image
