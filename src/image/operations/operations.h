#pragma once
// What may be done to a picture beside cropping and resizing it: plain data that travels to codec processes as it is.
//
// The order, whatever the order in which a client names them:
//   1. trim      a uniform border goes                        (trim)
//   2. turn      mirrored, then turned clockwise              (flip, rotate)
//   3. crop      to the box, by gravity or focal point        (fit, gravity, focus)
//   4. resize    to the box                                   (w, h, enlarge)
//   5. blur      Gaussian, in linear light                    (blur)
//   6. sharpen   unsharp mask of the luma                     (sharpen)
//   7. canvas    background, room around, padding             (fit=contain, background, pad)
//   8. watermark another picture on top                       (watermark…)
// 1 to 4 cost no pass over pixels of their own: they are the region, size and orientation of the resize. Trimming and
// smart crops look at the pixels first: one more decode (see analysis.h). Of animations 5 to 8 work on each frame.

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "model/color.h"
#include "model/gamut.h"
#include "model/gravity.h"

namespace pictor::image {

enum class Flip { kNone, kHorizontal, kVertical, kBoth };

/// Pixels around the picture.
struct Padding {
  int top = 0;
  int right = 0;
  int bottom = 0;
  int left = 0;
  bool operator==(const Padding&) const = default;
};

/// How a second picture lies on the first. Positions are pixels of the result.
struct Watermark {
  /// Names the bytes of the second picture, so that other bytes make another rendition; 0: no watermark.
  std::uint64_t version = 0;
  Gravity gravity = Gravity::kSouthEast;  ///< not kFocus, not kSmart
  int offset_x = 0;     ///< from the edge of its gravity inwards; to the right where that is no edge; between tiles
  int offset_y = 0;     ///< the same downwards
  double scale = 0.25;  ///< share of the result's width; the watermark shrinks where it would be too high
  double opacity = 1;   ///< 0..1, multiplies its own alpha
  bool tile = false;    ///< repeated over the whole result
  bool operator==(const Watermark&) const = default;
};

struct Operations {
  std::optional<int> trim;  ///< levels by which a border may differ from the colour of the top left corner
  Flip flip = Flip::kNone;
  int quarter_turns = 0;              ///< 0..3, clockwise
  Gravity gravity = Gravity::kFocus;  ///< of a cover crop, and of a picture on its contain canvas
  bool enlarge = false;               ///< up to the box; else never beyond the source
  double blur = 0;                    ///< sigma in pixels of the result; 0: none
  double sharpen = 0;                 ///< 1 adds the detail of about a pixel once more; 0: none
  std::optional<Color> background;    ///< under transparent pixels, around, and on padding
  Padding pad;
  Watermark watermark;
  /// kDisplayP3: colours beyond sRGB are kept where the source has some; not by GIF, nor in animations.
  Gamut gamut = Gamut::kSrgb;
  bool operator==(const Operations&) const = default;
};

inline constexpr int kMaxTrimTolerance = 255;
inline constexpr double kMinBlur = 0.3;
inline constexpr double kMaxBlur = 100;
inline constexpr double kMaxSharpen = 10;
inline constexpr int kMaxPad = 4096;
inline constexpr int kMaxWatermarkOffset = 4096;
inline constexpr double kMinWatermarkScale = 0.01;

/// Errors: kInvalidParameter, with the field, for what is out of bounds. Pure.
Result<void> check_bounds(const Operations& operations);

}  // namespace pictor::image
