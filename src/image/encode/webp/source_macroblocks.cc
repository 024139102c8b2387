#include "image/encode/webp/source_macroblocks.h"

#include <algorithm>
#include <cstring>

#include "image/encode/yuv_420.h"

namespace pictor::image::vp8 {
namespace {

/// One plane, extended to whole macroblocks.
class Plane {
 public:
  Plane(int width, int height, int stride, int rows)
      : width_(width),
        height_(height),
        stride_(stride),
        rows_(rows),
        samples_(static_cast<std::size_t>(stride) * rows) {}

  std::uint8_t* row(int y) const { return samples_.data() + static_cast<std::size_t>(stride_) * y; }
  std::size_t stride() const { return static_cast<std::size_t>(stride_); }

  void extend() const {
    for (int y = 0; y < height_; ++y) std::fill(row(y) + width_, row(y) + stride_, row(y)[width_ - 1]);
    for (int y = height_; y < rows_; ++y) std::copy_n(row(y - 1), stride_, row(y));
  }

  /// The square of blocks whose first sample is at (x, y).
  void copy_blocks(int x, int y, int blocks_along, std::uint8_t* to) const {
    for (int by = 0; by < blocks_along; ++by) {
      for (int line = 0; line < kBlockSide; ++line) {
        const std::uint8_t* from = row(y + kBlockSide * by + line) + x;
        std::uint8_t* out = to + std::ptrdiff_t{kBlockSize} * blocks_along * by + std::ptrdiff_t{kBlockSide} * line;
        for (int bx = 0; bx < blocks_along; ++bx) {
          std::memcpy(out + std::ptrdiff_t{kBlockSize} * bx, from + std::ptrdiff_t{kBlockSide} * bx, kBlockSide);
        }
      }
    }
  }

 private:
  int width_;
  int height_;
  int stride_;
  int rows_;
  PixelBuffer samples_;
};

int macroblocks_along(int pixels) { return (pixels + kMacroblockSide - 1) / kMacroblockSide; }

}  // namespace

SourceMacroblocks::SourceMacroblocks(const PictureView& picture)
    : wide_(macroblocks_along(picture.width)),
      high_(macroblocks_along(picture.height)),
      samples_(static_cast<std::size_t>(wide_) * high_ * kMacroblockSamples) {
  const int half_width = (picture.width + 1) / 2;
  const int half_height = (picture.height + 1) / 2;
  const Plane y(picture.width, picture.height, kMacroblockSide * wide_, kMacroblockSide * high_);
  const Plane u(half_width, half_height, kChromaSide * wide_, kChromaSide * high_);
  const Plane v(half_width, half_height, kChromaSide * wide_, kChromaSide * high_);
  to_yuv_420(picture, YuvRange::kVideo,
             {.y = y.row(0), .u = u.row(0), .v = v.row(0), .y_stride = y.stride(), .uv_stride = u.stride()});
  for (const Plane* plane : {&y, &u, &v}) plane->extend();
  std::uint8_t* to = samples_.data();
  for (int my = 0; my < high_; ++my) {
    for (int mx = 0; mx < wide_; ++mx, to += kMacroblockSamples) {
      y.copy_blocks(kMacroblockSide * mx, kMacroblockSide * my, 4, to);
      u.copy_blocks(kChromaSide * mx, kChromaSide * my, 2, to + kChromaStart);
      v.copy_blocks(kChromaSide * mx, kChromaSide * my, 2,
                    to + kChromaStart + std::ptrdiff_t{kChromaBlocks} * kBlockSize);
    }
  }
}

}  // namespace pictor::image::vp8
