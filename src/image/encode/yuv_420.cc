#include "image/encode/yuv_420.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace pictor::image {
namespace {

/// ITU-R BT.601-7, 2.5.1: luma, and the spans of the colour differences that scale to 255.
constexpr float kLumaRed = 0.299F;
constexpr float kLumaGreen = 0.587F;
constexpr float kLumaBlue = 0.114F;
constexpr float kSpanRed = 2 * (1 - kLumaRed);
constexpr float kSpanBlue = 2 * (1 - kLumaBlue);
/// What V and U take from green.
constexpr float kGreenOfV = kLumaRed * kSpanRed / kLumaGreen;
constexpr float kGreenOfU = kLumaBlue * kSpanBlue / kLumaGreen;
/// Luminance of linear light: ITU-R BT.709-6, 3.2, whose primaries sRGB has.
constexpr float kLightRed = 0.2126F;
constexpr float kLightGreen = 0.7152F;
constexpr float kLightBlue = 0.0722F;

constexpr float kWhite = 255;

/// How the numbers of a plane lie in its bytes.
struct Coding {
  float luma_offset;
  float luma_scale;
  float chroma_scale;
};

Coding coding_of(YuvRange range) {
  return range == YuvRange::kFull ? Coding{0, 1, 1} : Coding{16, 219.0F / 255, 224.0F / 255};
}

std::uint8_t to_byte(float value) {
  const float raised = std::clamp(value, 0.0F, kWhite) + 0.5F;  // not lround(), which is not vectorised
  return static_cast<std::uint8_t>(raised);
}

using Row = std::vector<float>;

/// A row of pixels by channel.
struct RgbRow {
  explicit RgbRow(std::size_t width) : red(width), green(width), blue(width) {}

  /// Fills the row; beyond the picture its last pixel goes on.
  void load(const PictureView& picture, int y) {
    const std::uint8_t* from = picture.row(std::min(y, picture.height - 1));
    for (std::size_t x = 0; x < static_cast<std::size_t>(picture.width); ++x, from += picture.channels) {
      red[x] = from[0];
      green[x] = from[1];
      blue[x] = from[2];
    }
    for (std::size_t x = static_cast<std::size_t>(picture.width); x < red.size(); ++x) {
      red[x] = red[x - 1];
      green[x] = green[x - 1];
      blue[x] = blue[x - 1];
    }
  }

  Row red, green, blue;
};

/// Colour differences around 0, -127.5..127.5.
struct ChromaRow {
  explicit ChromaRow(std::size_t width) : u(width), v(width) {}
  Row u, v;
};

class Converter {
 public:
  Converter(const PictureView& picture, YuvRange range, const Yuv420Planes& planes)
      : picture_(picture),
        planes_(planes),
        coding_(coding_of(range)),
        half_width_((static_cast<std::size_t>(picture.width) + 1) / 2),
        half_height_((picture.height + 1) / 2),
        upper_(2 * half_width_),
        lower_(2 * half_width_),
        chroma_{ChromaRow(half_width_), ChromaRow(half_width_), ChromaRow(half_width_)},
        mixed_(half_width_),
        shown_(2 * half_width_) {}

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
  /// Three rows are kept: one, and its neighbours for the interpolation.
  ChromaRow& chroma(int half_y) { return chroma_[static_cast<std::size_t>(half_y) % chroma_.size()]; }

  void find_chroma(int half_y) {
    upper_.load(picture_, 2 * half_y);
    lower_.load(picture_, 2 * half_y + 1);
    ChromaRow& row = chroma(half_y);
    const auto mean = [](const Row& upper, const Row& lower, std::size_t x) {
      const float sum =
          upper[x] * upper[x] + upper[x + 1] * upper[x + 1] + lower[x] * lower[x] + lower[x + 1] * lower[x + 1];
      return std::sqrt(sum * 0.25F);
    };
    for (std::size_t x = 0; x < half_width_; ++x) {
      const float red = mean(upper_.red, lower_.red, 2 * x);
      const float green = mean(upper_.green, lower_.green, 2 * x);
      const float blue = mean(upper_.blue, lower_.blue, 2 * x);
      const float luma = kLumaRed * red + kLumaGreen * green + kLumaBlue * blue;
      row.u[x] = (blue - luma) / kSpanBlue;
      row.v[x] = (red - luma) / kSpanRed;
    }
  }

  void write_chroma(int half_y) {
    const ChromaRow& row = chroma(half_y);
    std::uint8_t* u = planes_.u + planes_.uv_stride * static_cast<std::size_t>(half_y);
    std::uint8_t* v = planes_.v + planes_.uv_stride * static_cast<std::size_t>(half_y);
    for (std::size_t x = 0; x < half_width_; ++x) {
      u[x] = to_byte(128 + row.u[x] * coding_.chroma_scale);
      v[x] = to_byte(128 + row.v[x] * coding_.chroma_scale);
    }
  }

  /// `near` and `far` are the rows of chroma that a decoder mixes for row `y`, 3 to 1.
  void write_luma(int y, int near, int far) {
    far = std::clamp(far, 0, half_height_ - 1);
    interpolate(chroma(near).u, chroma(far).u, shown_.u);
    interpolate(chroma(near).v, chroma(far).v, shown_.v);
    upper_.load(picture_, y);
    std::uint8_t* out = planes_.y + planes_.y_stride * static_cast<std::size_t>(y);
    for (std::size_t x = 0; x < static_cast<std::size_t>(picture_.width); ++x) {
      const float luma = corrected_luma(upper_.red[x], upper_.green[x], upper_.blue[x], shown_.u[x], shown_.v[x]);
      out[x] = to_byte(coding_.luma_offset + luma * coding_.luma_scale);
    }
  }

  void interpolate(const Row& near, const Row& far, Row& shown) {
    for (std::size_t x = 0; x < half_width_; ++x) mixed_[x] = 0.75F * near[x] + 0.25F * far[x];
    shown.front() = mixed_.front();
    shown.back() = mixed_.back();
    for (std::size_t x = 0; x + 1 < half_width_; ++x) {
      shown[2 * x + 1] = 0.75F * mixed_[x] + 0.25F * mixed_[x + 1];
      shown[2 * x + 2] = 0.25F * mixed_[x] + 0.75F * mixed_[x + 1];
    }
  }

  static float light(float red, float green, float blue) {
    return kLightRed * red * red + kLightGreen * green * green + kLightBlue * blue * blue;
  }

  /// One step of Newton's method from the pixel's own luma towards the luminance it has.
  static float corrected_luma(float red, float green, float blue, float u, float v) {
    const float luma = kLumaRed * red + kLumaGreen * green + kLumaBlue * blue;
    const float shown_red = std::clamp(luma + kSpanRed * v, 0.0F, kWhite);
    const float shown_green = std::clamp(luma - kGreenOfU * u - kGreenOfV * v, 0.0F, kWhite);
    const float shown_blue = std::clamp(luma + kSpanBlue * u, 0.0F, kWhite);
    const float missing = light(red, green, blue) - light(shown_red, shown_green, shown_blue);
    // The light that one more level adds: never zero, so black needs no exception.
    const float slope = 2 * (kLightRed * shown_red + kLightGreen * shown_green + kLightBlue * shown_blue) + 1;
    return std::clamp(luma + missing / slope, 0.0F, kWhite);
  }

  const PictureView& picture_;
  const Yuv420Planes& planes_;
  const Coding coding_;
  const std::size_t half_width_;
  const int half_height_;
  RgbRow upper_;
  RgbRow lower_;
  std::array<ChromaRow, 3> chroma_;
  Row mixed_;
  ChromaRow shown_;  ///< of the full width
};

}  // namespace

void to_yuv_420(const PictureView& picture, YuvRange range, const Yuv420Planes& planes) {
  Converter(picture, range, planes).run();
}

}  // namespace pictor::image
