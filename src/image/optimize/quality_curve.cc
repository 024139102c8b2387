#include "image/optimize/quality_curve.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pictor::image {
namespace {

constexpr std::size_t kPoints = 13;
constexpr std::array<double, kPoints> kQualities = {20, 30, 40, 50, 58, 64, 70, 74, 78, 82, 86, 90, 95};

using Curve = std::array<double, kPoints>;

constexpr Curve kJpegCurve = {0.800,  0.570,  0.408,  0.260,  0.188,  0.097, 0,
                              -0.091, -0.174, -0.286, -0.406, -0.573, -0.826};
constexpr Curve kWebpCurve = {0.578,  0.419,  0.295,  0.183,  0.107,  0.054, 0,
                              -0.037, -0.141, -0.273, -0.433, -0.584, -0.772};
constexpr Curve kAvifCurve = {0.946,  0.731,  0.521,  0.327,  0.208,  0.109, 0,
                              -0.066, -0.110, -0.213, -0.331, -0.489, -0.695};
constexpr Curve kJxlCurve = {0.789,  0.559,  0.456,  0.347,  0.206,  0.115, 0,
                             -0.099, -0.209, -0.318, -0.478, -0.685, -1.104};

const Curve& curve_of(Format format) {
  switch (format) {
    case Format::kJpeg:
      return kJpegCurve;
    case Format::kAvif:
      return kAvifCurve;
    case Format::kJxl:
      return kJxlCurve;
    default:
      return kWebpCurve;
  }
}

double on_line(double x, double x0, double x1, double y0, double y1) { return y0 + (x - x0) / (x1 - x0) * (y1 - y0); }

}  // namespace

double log_of_error(double score) { return std::log(100 - std::min(score, 99.9)); }

double log_error(Format format, double quality) {
  const Curve& errors = curve_of(format);
  std::size_t i = 1;
  while (i + 1 < kPoints && kQualities[i] < quality) ++i;
  return on_line(quality, kQualities[i - 1], kQualities[i], errors[i - 1], errors[i]);
}

double quality_of_log_error(Format format, double error) {
  const Curve& errors = curve_of(format);
  std::size_t i = 1;
  while (i + 1 < kPoints && errors[i] > error) ++i;
  return on_line(error, errors[i - 1], errors[i], kQualities[i - 1], kQualities[i]);
}

}  // namespace pictor::image
