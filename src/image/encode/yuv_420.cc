#include "image/encode/yuv_420.h"

#include <algorithm>
#include <array>
#include <vector>

#include "image/encode/yuv_420_kernels.h"

namespace pictor::image {
namespace {

/// How the numbers of a plane lie in its bytes.
struct Coding {
  float luma_offset;
  float luma_scale;
  float chroma_scale;
};

Coding coding_of(YuvRange range) {
  return range == YuvRange::kFull ? Coding{0, 1, 1} : Coding{16, 219.0F / 255, 224.0F / 255};
}

constexpr float kChromaOffset = 128;

/// Rows of one length, with the padding that the kernels need on both sides.
class Rows {
 public:
  Rows(std::size_t count, std::size_t length) : stride_(length + 2 * kYuvRowPadding), values_(count * stride_) {}

  float* operator[](std::size_t row) { return values_.data() + row * stride_ + kYuvRowPadding; }

 private:
  std::size_t stride_;
  std::vector<float> values_;
};

/// Three rows of chroma are kept: one, and its neighbours for the interpolation.
constexpr std::size_t kChromaRows = 3;

class Converter {
 public:
  Converter(const PictureView& picture, YuvRange range, const Yuv420Planes& planes)
      : picture_(picture),
        planes_(planes),
        coding_(coding_of(range)),
        half_width_((static_cast<std::size_t>(picture.width) + 1) / 2),
        half_height_((picture.height + 1) / 2),
        full_rows_(9, 2 * half_width_),
        half_rows_(2 * kChromaRows + 1, half_width_),
        bytes_(2 * half_width_ + kYuvRowPadding) {}

  void run() {
    find_chroma(0);
    for (int half_y = 0; half_y < half_height_; ++half_y) {
      if (half_y + 1 < half_height_) find_chroma(half_y + 1);
      write_chroma(half_y);
      write_luma(2 * half_y, half_y, half_y - 1);
      if (2 * half_y + 1 < picture_.height) write_luma(2 * half_y + 1, half_y, half_y + 1);
    }
  }

 private:
  RgbRow upper() { return {full_rows_[0], full_rows_[1], full_rows_[2]}; }
  RgbRow lower() { return {full_rows_[3], full_rows_[4], full_rows_[5]}; }
  ChromaRow shown() { return {full_rows_[6], full_rows_[7]}; }
  float* luma() { return full_rows_[8]; }

  ChromaRow chroma(int half_y) {
    const std::size_t row = static_cast<std::size_t>(half_y) % kChromaRows;
    return {half_rows_[2 * row], half_rows_[2 * row + 1]};
  }
  float* mixed() { return half_rows_[2 * kChromaRows]; }

  /// Beyond the picture its last pixel goes on.
  void load(int y, const RgbRow& row) {
    const auto width = static_cast<std::size_t>(picture_.width);
    split_channels(picture_.row(std::min(y, picture_.height - 1)), picture_.channels, width, row);
    for (float* channel : {row.red, row.green, row.blue}) channel[width] = channel[width - 1];
  }

  void find_chroma(int half_y) {
    load(2 * half_y, upper());
    load(2 * half_y + 1, lower());
    mean_chroma(upper(), lower(), half_width_, chroma(half_y));
  }

  /// Planes have no padding to write to.
  void write(const float* values, std::size_t count, float offset, float scale, std::uint8_t* to) {
    scale_to_bytes(values, count, offset, scale, bytes_.data());
    std::copy_n(bytes_.data(), count, to);
  }

  void write_chroma(int half_y) {
    const std::size_t start = planes_.uv_stride * static_cast<std::size_t>(half_y);
    write(chroma(half_y).u, half_width_, kChromaOffset, coding_.chroma_scale, planes_.u + start);
    write(chroma(half_y).v, half_width_, kChromaOffset, coding_.chroma_scale, planes_.v + start);
  }

  /// `near` and `far` are the rows of chroma that a decoder mixes for row `y`, 3 to 1.
  void write_luma(int y, int near, int far) {
    far = std::clamp(far, 0, half_height_ - 1);
    interpolate_chroma(chroma(near).u, chroma(far).u, half_width_, mixed(), shown().u);
    interpolate_chroma(chroma(near).v, chroma(far).v, half_width_, mixed(), shown().v);
    load(y, upper());
    const auto width = static_cast<std::size_t>(picture_.width);
    correct_luma(upper(), shown(), width, luma());
    write(luma(), width, coding_.luma_offset, coding_.luma_scale,
          planes_.y + planes_.y_stride * static_cast<std::size_t>(y));
  }

  const PictureView& picture_;
  const Yuv420Planes& planes_;
  const Coding coding_;
  const std::size_t half_width_;
  const int half_height_;
  Rows full_rows_;
  Rows half_rows_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace

void to_yuv_420(const PictureView& picture, YuvRange range, const Yuv420Planes& planes) {
  Converter(picture, range, planes).run();
}

}  // namespace pictor::image
