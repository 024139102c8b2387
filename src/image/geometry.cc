#include "image/geometry.h"

#include <algorithm>
#include <cmath>

namespace pictor::image {
namespace {

int whole_pixels(double side) { return std::max(1, static_cast<int>(std::lround(side))); }

Result<void> check(const RenditionSpec& spec) {
  for (const int side : {spec.box_width, spec.box_height}) {
    if (side < 0 || side > kMaxBoxSide) return fail_parameter("box", "a side of the box is out of range");
  }
  for (const double coordinate : {spec.focus.x, spec.focus.y}) {
    if (!(coordinate >= 0 && coordinate <= 1)) return fail_parameter("focus", "a focal point lies in 0..1");
  }
  return {};
}

/// Start of a span of `length` (a fraction of the side) that keeps `focus` in its middle as far as the picture allows.
double around(double focus, double length) { return std::clamp(focus - length / 2, 0.0, 1 - length); }

Placement cover(const RenditionSpec& spec, Size source) {
  const double scale = std::max(static_cast<double>(spec.box_width) / source.width,
                                static_cast<double>(spec.box_height) / source.height);
  const double enlarged = std::max(1.0, scale);
  const Size size{std::min(whole_pixels(spec.box_width / enlarged), source.width),
                  std::min(whole_pixels(spec.box_height / enlarged), source.height)};
  Region region;
  region.width = std::min(1.0, spec.box_width / (scale * source.width));
  region.height = std::min(1.0, spec.box_height / (scale * source.height));
  region.x = around(spec.focus.x, region.width);
  region.y = around(spec.focus.y, region.height);
  return {region, size, size};
}

}  // namespace

Size fit_inside(Size source, Size box) {
  double scale = 1;
  if (box.width > 0) scale = std::min(scale, static_cast<double>(box.width) / source.width);
  if (box.height > 0) scale = std::min(scale, static_cast<double>(box.height) / source.height);
  return {whole_pixels(source.width * scale), whole_pixels(source.height * scale)};
}

Result<Placement> place(const RenditionSpec& spec, Size source) {
  TRY_VOID(check(spec));
  const Size box{spec.box_width, spec.box_height};
  const Size inside = fit_inside(source, box);
  if (spec.fit == Fit::kInside || box.width == 0 || box.height == 0) return Placement{{}, inside, inside};
  if (spec.fit == Fit::kContain) return Placement{{}, inside, box};
  if (spec.fit == Fit::kCover) return cover(spec, source);
  const Size filled{std::min(box.width, source.width), std::min(box.height, source.height)};
  return Placement{{}, filled, filled};
}

}  // namespace pictor::image
