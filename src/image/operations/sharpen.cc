#include "image/operations/sharpen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

namespace pictor::image {
namespace {

constexpr int kRadius = 3;
constexpr int kTaps = 2 * kRadius + 1;
using Kernel = std::array<float, kTaps>;
using Row = std::vector<float>;

Kernel gaussian_kernel() {
  std::array<double, kTaps> weights{};
  double sum = 0;
  for (int i = 0; i < kTaps; ++i) {
    const double away = (i - kRadius) / kSharpenSigma;
    sum += weights[i] = std::exp(-away * away / 2);
  }
  Kernel kernel{};
  for (int i = 0; i < kTaps; ++i) kernel[i] = static_cast<float>(weights[i] / sum);
  return kernel;
}

/// BT.709, of encoded samples; 0..255.
float luma_of(const std::uint8_t* pixel) { return 0.2126F * pixel[0] + 0.7152F * pixel[1] + 0.0722F * pixel[2]; }
float alpha_of(const std::uint8_t* pixel, int channels) {
  return channels == 4 ? static_cast<float>(pixel[3]) / 255 : 1;
}

void convolve(const Row& padded, const Kernel& kernel, Row& out) {
  std::ranges::fill(out, 0.0F);
  for (int t = 0; t < kTaps; ++t) {
    const float weight = kernel[t];
    for (std::size_t x = 0; x < out.size(); ++x) out[x] += weight * padded[x + t];
  }
}

/// The luma around each pixel, row by row: luma weighted by alpha, and the weights.
class Surroundings {
 public:
  explicit Surroundings(const PictureView& picture)
      : picture_(picture), padded_(picture.width + 2 * kRadius), sum_(picture.width), weight_(picture.width) {
    for (int slot = 0; slot < kTaps; ++slot) {
      lumas_[slot].resize(picture.width);
      weights_[slot].resize(picture.width);
    }
    for (int y = 0; y <= std::min(kRadius - 1, picture.height - 1); ++y) blur_across(y);
  }

  /// Called for y = 0, 1, …; divide luma by weight where that is not 0.
  void move_to(int y) {
    if (y + kRadius < picture_.height) blur_across(y + kRadius);
    std::ranges::fill(sum_, 0.0F);
    std::ranges::fill(weight_, 0.0F);
    for (int t = 0; t < kTaps; ++t) {
      const int slot = std::clamp(y + t - kRadius, 0, picture_.height - 1) % kTaps;
      for (std::size_t x = 0; x < sum_.size(); ++x) {
        sum_[x] += kernel_[t] * lumas_[slot][x];
        weight_[x] += kernel_[t] * weights_[slot][x];
      }
    }
  }
  const Row& luma() const { return sum_; }
  const Row& weight() const { return weight_; }

 private:
  void blur_across(int y) {
    const std::ptrdiff_t channels = picture_.channels;
    const std::uint8_t* row = picture_.row(y);
    pad([&](int x) { return luma_of(row + x * channels) * alpha_of(row + x * channels, picture_.channels); });
    convolve(padded_, kernel_, lumas_[y % kTaps]);
    pad([&](int x) { return alpha_of(row + x * channels, picture_.channels); });
    convolve(padded_, kernel_, weights_[y % kTaps]);
  }

  template <class Value>
  void pad(Value value) {
    for (int x = 0; x < picture_.width; ++x) padded_[x + kRadius] = value(x);
    std::fill_n(padded_.begin(), kRadius, padded_[kRadius]);
    std::fill_n(padded_.end() - kRadius, kRadius, padded_[picture_.width + kRadius - 1]);
  }

  PictureView picture_;
  Kernel kernel_ = gaussian_kernel();
  std::array<Row, kTaps> lumas_;
  std::array<Row, kTaps> weights_;
  Row padded_;
  Row sum_;
  Row weight_;
};

std::uint8_t moved(std::uint8_t level, float by) {
  return static_cast<std::uint8_t>(std::lrint(std::clamp(static_cast<float>(level) + by, 0.0F, 255.0F)));
}

}  // namespace

Picture sharpen(const PictureView& picture, double amount) {
  constexpr float kLeastWeight = 1.0F / 512;  // less than half a level of alpha: there is nothing around
  Picture sharp(picture.width, picture.height, picture.channels);
  Surroundings around(picture);
  for (int y = 0; y < picture.height; ++y) {
    around.move_to(y);
    const std::uint8_t* from = picture.row(y);
    std::uint8_t* to = sharp.row(y);
    std::memcpy(to, from, picture.stride());
    for (int x = 0; x < picture.width; ++x, from += picture.channels, to += picture.channels) {
      const float weight = around.weight()[x];
      if (weight < kLeastWeight || alpha_of(from, picture.channels) == 0) continue;
      const float detail = luma_of(from) - around.luma()[x] / weight;
      const float by = std::clamp(static_cast<float>(amount) * detail, -kMaxOvershoot, kMaxOvershoot);
      for (int c = 0; c < 3; ++c) to[c] = moved(from[c], by);
    }
  }
  return sharp;
}

}  // namespace pictor::image
