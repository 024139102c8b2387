#include "image/operations/saliency.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <vector>

namespace pictor::image {
namespace {

// Faces win over detail, detail over colour: the order matters, the exact figures do not.
constexpr double kDetailWeight = 1.0;
constexpr double kSkinWeight = 1.6;
constexpr double kSaturationWeight = 0.4;
constexpr double kContrastWeight = 0.8;

using Rgb = std::array<double, 3>;

Rgb color_at(const PictureView& picture, int x, int y) {
  const std::uint8_t* pixel = picture.row(y) + static_cast<std::size_t>(x) * picture.channels;
  return {pixel[0] / 255.0, pixel[1] / 255.0, pixel[2] / 255.0};
}

double alpha_at(const PictureView& picture, int x, int y) {
  return picture.channels == 4 ? picture.row(y)[static_cast<std::size_t>(x) * 4 + 3] / 255.0 : 1;
}

double luma_of(const Rgb& color) { return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]; }

/// 1 for the direction in RGB that skin of all shades lies along, 0 from about 11 degrees away.
double skin_of(const Rgb& color) {
  constexpr Rgb kSkin{0.767, 0.548, 0.335};  // unit length; red : green : blue about 2.3 : 1.6 : 1
  constexpr double kNearest = 0.98;          // cosine
  const double length = std::sqrt(color[0] * color[0] + color[1] * color[1] + color[2] * color[2]);
  const double luma = luma_of(color);
  if (luma < 0.15 || luma > 0.95) return 0;
  const double cosine = (color[0] * kSkin[0] + color[1] * kSkin[1] + color[2] * kSkin[2]) / length;
  return std::max(0.0, (cosine - kNearest) / (1 - kNearest));
}

double saturation_of(const Rgb& color) {
  const auto [least, greatest] = std::ranges::minmax(color);
  const double luma = luma_of(color);
  return luma < 0.05 || luma > 0.95 ? 0 : greatest - least;
}

double distance(const Rgb& a, const Rgb& b) {
  return std::sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
}

Rgb mean_color(const PictureView& picture) {
  Rgb sum{};
  double weight = 0;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const Rgb color = color_at(picture, x, y);
      const double alpha = alpha_at(picture, x, y);
      for (int c = 0; c < 3; ++c) sum[c] += color[c] * alpha;
      weight += alpha;
    }
  }
  for (double& part : sum) part /= std::max(weight, 1e-9);
  return sum;
}

/// How much each pixel catches the eye, less the mean of all; never below 0.
class Salience {
 public:
  explicit Salience(const PictureView& picture)
      : picture_(picture), mean_(mean_color(picture)), map_(static_cast<std::size_t>(picture.width) * picture.height) {
    for (int y = 0; y < picture.height; ++y) {
      for (int x = 0; x < picture.width; ++x) at(x, y) = of_pixel(x, y);
    }
    const double mean = std::accumulate(map_.begin(), map_.end(), 0.0) / static_cast<double>(map_.size());
    for (double& value : map_) value = std::max(0.0, value - mean);
  }
  double& at(int x, int y) { return map_[static_cast<std::size_t>(y) * picture_.width + x]; }

 private:
  double of_pixel(int x, int y) const {
    const Rgb color = color_at(picture_, x, y);
    return alpha_at(picture_, x, y) *
           (kDetailWeight * detail_at(x, y) + kSkinWeight * skin_of(color) + kSaturationWeight * saturation_of(color) +
            kContrastWeight * distance(color, mean_));
  }
  double detail_at(int x, int y) const {
    const auto luma = [&](int at_x, int at_y) {
      at_x = std::clamp(at_x, 0, picture_.width - 1);
      at_y = std::clamp(at_y, 0, picture_.height - 1);
      return luma_of(color_at(picture_, at_x, at_y)) * alpha_at(picture_, at_x, at_y);
    };
    return std::min(1.0, std::abs(4 * luma(x, y) - luma(x - 1, y) - luma(x + 1, y) - luma(x, y - 1) - luma(x, y + 1)));
  }

  PictureView picture_;
  Rgb mean_;
  std::vector<double> map_;
};

/// Pixels [first, end) of a side that a fraction of it covers.
struct Range {
  int first = 0;
  int end = 0;
};

Range range_of(double start, double length, int side) {
  const int first = std::clamp(static_cast<int>(std::lround(start * side)), 0, side - 1);
  return {first, std::clamp(static_cast<int>(std::lround((start + length) * side)), first + 1, side)};
}

/// What a window of `profile` from `start` on holds, the middle counting twice as much as the ends.
double held(const std::vector<double>& profile, double start, double length) {
  double sum = 0;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const auto pixel = static_cast<double>(i);
    const double covered = std::min(pixel + 1, start + length) - std::max(pixel, start);
    if (covered <= 0) continue;
    const double off_middle = std::abs(2 * (pixel + 0.5 - start) / length - 1);
    sum += profile[i] * std::min(covered, 1.0) * (1 - 0.5 * std::min(off_middle, 1.0));
  }
  return sum;
}

/// The best start of a window of `length`, both as fractions of the profile. The middle where nothing stands out.
double best_start(const std::vector<double>& profile, double length) {
  constexpr int kSteps = 256;
  constexpr double kSlack = 1e-9;
  const auto pixels = static_cast<double>(profile.size());
  const double room = 1 - length;
  double best = room / 2;
  double most = held(profile, best * pixels, length * pixels);
  for (int step = 0; step <= kSteps; ++step) {
    const double start = room * step / kSteps;
    const double sum = held(profile, start * pixels, length * pixels);
    if (sum > most + kSlack) {
      most = sum;
      best = start;
    }
  }
  return best;
}

}  // namespace

Region most_salient(const PictureView& small, const Region& within, double width, double height) {
  Salience salience(small);
  const Range columns = range_of(within.x, within.width, small.width);
  const Range rows = range_of(within.y, within.height, small.height);
  std::vector<double> across(columns.end - columns.first);
  std::vector<double> down(rows.end - rows.first);
  for (int y = rows.first; y < rows.end; ++y) {
    for (int x = columns.first; x < columns.end; ++x) {
      across[x - columns.first] += salience.at(x, y);
      down[y - rows.first] += salience.at(x, y);
    }
  }
  return {.x = within.x + within.width * best_start(across, width / within.width),
          .y = within.y + within.height * best_start(down, height / within.height),
          .width = width,
          .height = height};
}

}  // namespace pictor::image
