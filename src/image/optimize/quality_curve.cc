#include "image/optimize/quality_curve.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "image/optimize/quality_search.h"

namespace pictor::image {
namespace {

constexpr std::size_t kPoints = 13;
constexpr std::array<double, kPoints> kQualities = {20, 30, 40, 50, 58, 64, 70, 74, 78, 82, 86, 90, 95};

struct Curve {
  double typical_score;  ///< at quality 70
  std::array<double, kPoints> errors;
};

constexpr Curve kJpegCurve = {
    73.5, {0.844, 0.574, 0.405, 0.261, 0.173, 0.102, 0, -0.086, -0.179, -0.277, -0.406, -0.584, -0.849}};
constexpr Curve kWebpCurve = {
    71.9, {0.566, 0.426, 0.303, 0.184, 0.111, 0.052, 0, -0.037, -0.121, -0.238, -0.366, -0.528, -0.769}};
constexpr Curve kAvifCurve = {
    78.3, {1.352, 1.077, 0.796, 0.542, 0.261, 0.123, 0, -0.104, -0.190, -0.311, -0.412, -0.566, -0.715}};

const Curve& curve_of(Format format) {
  return format == Format::kJpeg ? kJpegCurve : format == Format::kAvif ? kAvifCurve : kWebpCurve;
}

double on_line(double x, double x0, double x1, double y0, double y1) { return y0 + (x - x0) / (x1 - x0) * (y1 - y0); }

}  // namespace

double log_error(Format format, double quality) {
  const auto& errors = curve_of(format).errors;
  std::size_t i = 1;
  while (i + 1 < kPoints && kQualities[i] < quality) ++i;
  return on_line(quality, kQualities[i - 1], kQualities[i], errors[i - 1], errors[i]);
}

double quality_of_log_error(Format format, double error) {
  const auto& errors = curve_of(format).errors;
  std::size_t i = 1;
  while (i + 1 < kPoints && errors[i] > error) ++i;
  return on_line(error, errors[i - 1], errors[i], kQualities[i - 1], kQualities[i]);
}

int typical_quality(Format format, double floor) {
  const double error = std::log(100 - std::min(floor, 99.0)) - std::log(100 - curve_of(format).typical_score);
  return std::clamp(static_cast<int>(std::lround(quality_of_log_error(format, error))), kLowestQuality,
                    kHighestQuality);
}

}  // namespace pictor::image
