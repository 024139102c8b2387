#pragma once

#include "base/result.h"
#include "image/plan.h"

namespace pictor::image {

struct Size {
  int width = 0;
  int height = 0;
  bool operator==(const Size&) const = default;
};

/// A part of a picture as fractions of its sides: {0, 0, 1, 1} is the whole.
struct Region {
  double x = 0;
  double y = 0;
  double width = 1;
  double height = 1;
  bool whole() const { return x == 0 && y == 0 && width == 1 && height == 1; }
  bool operator==(const Region&) const = default;
};

/// How a rendition is cut from its source: `region` of the source is resized to `scaled`, whose top left corner lies at
/// `left`, `top` of `canvas`. Pixels after orientation, trimming and turning.
struct Placement {
  Region region;
  Size scaled;
  Size canvas;
  int left = 0;
  int top = 0;
};

enum class Enlarge { kNo, kYes };

/// Largest size with the aspect ratio of `source` that fits `box` (a side of 0 sets no bound); larger than `source`
/// only for Enlarge::kYes; sides are rounded to the nearest pixel and are >= 1. Pure; any thread.
Size fit_inside(Size source, Size box, Enlarge enlarge = Enlarge::kNo);

/// Geometry of one rendition of a source of `source` pixels, which has been trimmed and turned (the focal point with
/// it). Unless the spec says `enlarge`, nothing is enlarged: a kCover box larger than the source shrinks with its
/// aspect ratio kept, a kFill box is cut to the source's sides, a kContain canvas keeps its size around a picture that
/// is not enlarged. With one side 0 every fit is kInside. Padding comes on top. A kSmart crop is placed as kCenter:
/// which part is worth keeping, geometry does not know. Errors: kInvalidParameter when a side is negative or above
/// kMaxBoxSide, the focal point is not in 0..1, an operation is out of its bounds, or the canvas would be longer than
/// kMaxCanvasSide or have more than kMaxCanvasPixels, and more than the source. Pure.
Result<Placement> place(const RenditionSpec& spec, Size source);

inline constexpr int kMaxBoxSide = 16'384;
inline constexpr int kMaxCanvasSide = 65'535;
inline constexpr std::int64_t kMaxCanvasPixels = 64'000'000;

}  // namespace pictor::image
