#include "image/geometry.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

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
  return check_bounds(spec.operations);
}

/// Start of a span of `length` (a fraction of the side) that keeps `focus` in its middle as far as the picture allows.
double around(double focus, double length) { return std::clamp(focus - length / 2, 0.0, 1 - length); }

Placement cover(const RenditionSpec& spec, Size source) {
  const double scale = std::max(static_cast<double>(spec.box_width) / source.width,
                                static_cast<double>(spec.box_height) / source.height);
  Size size{spec.box_width, spec.box_height};
  if (!spec.operations.enlarge && scale > 1) {
    size = {std::min(whole_pixels(spec.box_width / scale), source.width),
            std::min(whole_pixels(spec.box_height / scale), source.height)};
  }
  Region region;
  region.width = std::min(1.0, spec.box_width / (scale * source.width));
  region.height = std::min(1.0, spec.box_height / (scale * source.height));
  const Gravity gravity = spec.operations.gravity;
  const bool by_focus = gravity == Gravity::kFocus;
  region.x = by_focus ? around(spec.focus.x, region.width) : across(gravity) * (1 - region.width);
  region.y = by_focus ? around(spec.focus.y, region.height) : down(gravity) * (1 - region.height);
  return {.region = region, .scaled = size, .canvas = size};
}

Placement without_padding(const RenditionSpec& spec, Size source) {
  const Size box{spec.box_width, spec.box_height};
  const Size inside = fit_inside(source, box, spec.operations.enlarge ? Enlarge::kYes : Enlarge::kNo);
  if (spec.fit == Fit::kInside || box.width == 0 || box.height == 0) return {.scaled = inside, .canvas = inside};
  if (spec.fit == Fit::kCover) return cover(spec, source);
  if (spec.fit == Fit::kContain) {
    return {.scaled = inside,
            .canvas = box,
            .left = static_cast<int>(across(spec.operations.gravity) * (box.width - inside.width)),
            .top = static_cast<int>(down(spec.operations.gravity) * (box.height - inside.height))};
  }
  if (spec.operations.enlarge) return {.scaled = box, .canvas = box};
  const Size filled{std::min(box.width, source.width), std::min(box.height, source.height)};
  return {.scaled = filled, .canvas = filled};
}

std::int64_t pixels(Size size) { return std::int64_t{size.width} * size.height; }

/// A result of the source's own size is always allowed.
Result<void> check_canvas(Size canvas, Size source) {
  const auto refuse = [](std::string message, std::int64_t limit, std::int64_t actual) {
    return std::unexpected(Error{.code = ErrorCode::kInvalidParameter,
                                 .message = std::move(message),
                                 .field = "box",
                                 .limit = limit,
                                 .actual = actual});
  };
  const int side = std::max(canvas.width, canvas.height);
  if (side > std::max({kMaxCanvasSide, source.width, source.height}))
    return refuse("a side of the result would be too long", kMaxCanvasSide, side);
  if (pixels(canvas) > std::max(kMaxCanvasPixels, pixels(source)))
    return refuse("the result would have too many pixels", kMaxCanvasPixels, pixels(canvas));
  return {};
}

}  // namespace

Size fit_inside(Size source, Size box, Enlarge enlarge) {
  constexpr double kUnbounded = std::numeric_limits<double>::max();
  const bool bounded = box.width > 0 || box.height > 0;
  double scale = enlarge == Enlarge::kYes && bounded ? kUnbounded : 1;
  if (box.width > 0) scale = std::min(scale, static_cast<double>(box.width) / source.width);
  if (box.height > 0) scale = std::min(scale, static_cast<double>(box.height) / source.height);
  return {whole_pixels(source.width * scale), whole_pixels(source.height * scale)};
}

Result<Placement> place(const RenditionSpec& spec, Size source) {
  TRY_VOID(check(spec));
  Placement placement = without_padding(spec, source);
  const Padding& pad = spec.operations.pad;
  placement.canvas.width += pad.left + pad.right;
  placement.canvas.height += pad.top + pad.bottom;
  placement.left += pad.left;
  placement.top += pad.top;
  TRY_VOID(check_canvas(placement.canvas, source));
  return placement;
}

}  // namespace pictor::image
