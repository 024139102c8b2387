#include "image/encode/jpeg/ycc_band.h"

#include <algorithm>

#include "image/encode/jpeg/transform_kernels.h"

namespace pictor::image::jpeg {
namespace {

constexpr int kPlanes = 3;

std::size_t stride_of(int width, int rows) {
  return static_cast<std::size_t>((width + rows - 1) / rows) * rows + kSamplePadding;
}

}  // namespace

YccBand::YccBand(const PictureView& picture, int luma_sampling)
    : picture_(picture),
      luma_sampling_(luma_sampling),
      rows_(kBlockSide * luma_sampling),
      stride_(stride_of(picture.width, rows_)),
      buffer_(stride_ * (kPlanes * rows_ + (kPlanes - 1) * kBlockSide) * sizeof(std::int16_t)) {}

std::int16_t* YccBand::full(int plane, int row) const {
  return reinterpret_cast<std::int16_t*>(buffer_.data()) + stride_ * (plane * rows_ + row);
}

std::int16_t* YccBand::half(int plane, int row) const { return full(kPlanes, plane * kBlockSide + row); }

void YccBand::convert_row(int y, int row) {
  rgb_to_ycc(picture_.row(y), picture_.width, full(0, row), full(1, row), full(2, row));
  for (int plane = 0; plane < kPlanes; ++plane) {
    std::int16_t* end = full(plane, row) + picture_.width;
    std::fill(end, full(plane, row) + stride_, end[-1]);
  }
}

void YccBand::repeat_row(int row) {
  for (int plane = 0; plane < kPlanes; ++plane) std::copy_n(full(plane, row - 1), stride_, full(plane, row));
}

void YccBand::load(int band) {
  for (int row = 0; row < rows_; ++row) {
    const int y = band * rows_ + row;
    y < picture_.height ? convert_row(y, row) : repeat_row(row);
  }
  if (luma_sampling_ == 1) return;
  const int width = static_cast<int>(stride_ - kSamplePadding) / 2;
  for (int plane = 0; plane < kPlanes - 1; ++plane) {
    for (int row = 0; row < kBlockSide; ++row) {
      halve_rows(full(plane + 1, 2 * row), full(plane + 1, 2 * row + 1), width, half(plane, row));
    }
  }
}

SampleRows YccBand::luma(int index) const { return {full(0, index * kBlockSide), stride_}; }

SampleRows YccBand::chroma(int plane) const {
  return {luma_sampling_ == 1 ? full(plane + 1, 0) : half(plane, 0), stride_};
}

}  // namespace pictor::image::jpeg
