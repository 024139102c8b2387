#include "image/operations/operations.h"

namespace pictor::image {
namespace {

/// Not for NaN.
bool within(double value, double least, double most) { return value >= least && value <= most; }

Result<void> check_watermark(const Watermark& watermark) {
  if (watermark.gravity == Gravity::kFocus || watermark.gravity == Gravity::kSmart)
    return fail_parameter("watermark_gravity", "a watermark lies at an edge, a corner or the centre");
  for (const int offset : {watermark.offset_x, watermark.offset_y})
    if (!within(offset, 0, kMaxWatermarkOffset))
      return fail_parameter("watermark_offset", "the offset is out of range");
  if (!within(watermark.scale, kMinWatermarkScale, 1))
    return fail_parameter("watermark_scale", "the scale of the watermark is out of range");
  if (!within(watermark.opacity, 0, 1)) return fail_parameter("watermark_opacity", "an opacity lies in 0..1");
  return {};
}

}  // namespace

Result<void> check_bounds(const Operations& operations) {
  if (operations.trim && !within(*operations.trim, 0, kMaxTrimTolerance))
    return fail_parameter("trim", "the tolerance is out of range");
  if (!within(operations.quarter_turns, 0, 3)) return fail_parameter("rotate", "there are four quarter turns");
  if (operations.blur != 0 && !within(operations.blur, kMinBlur, kMaxBlur))
    return fail_parameter("blur", "the blur is out of range");
  if (!within(operations.sharpen, 0, kMaxSharpen)) return fail_parameter("sharpen", "the sharpening is out of range");
  const Padding& pad = operations.pad;
  for (const int side : {pad.top, pad.right, pad.bottom, pad.left})
    if (!within(side, 0, kMaxPad)) return fail_parameter("pad", "the padding is out of range");
  return check_watermark(operations.watermark);
}

}  // namespace pictor::image
