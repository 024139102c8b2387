#include "image/operations/steps.h"

#include <array>
#include <cstring>

#include "image/operations/canvas.h"
#include "image/operations/gaussian_blur.h"
#include "image/operations/sharpen.h"
#include "image/operations/stamp.h"

namespace pictor::image {
namespace {

/// A step answers nothing where it has nothing to do.
using Made = std::optional<Picture>;

Made blurred(const PictureView& picture, const StepContext& context) {
  const double sigma = context.spec.operations.blur;
  return sigma > 0 ? Made(gaussian_blur(picture, sigma)) : std::nullopt;
}

Made sharpened(const PictureView& picture, const StepContext& context) {
  const double amount = context.spec.operations.sharpen;
  return amount > 0 ? Made(sharpen(picture, amount)) : std::nullopt;
}

/// What shows through: the background, or nothing; on white where the format has no alpha.
Color color_below(const RenditionSpec& spec) {
  constexpr Color kNothing{0, 0, 0, 0};
  constexpr Color kWhite{255, 255, 255};
  const Color color = spec.operations.background.value_or(kNothing);
  return can_hold_alpha(spec.format) ? color : over(color, kWhite);
}

Made laid_on_canvas(const PictureView& picture, const StepContext& context) {
  const Placement& placement = context.placement;
  const bool shines_through = picture.channels == 4 && context.spec.operations.background.has_value();
  if (placement.canvas == placement.scaled && !shines_through) return std::nullopt;
  return on_canvas(picture, {.size = placement.canvas,
                             .left = placement.left,
                             .top = placement.top,
                             .color = color_below(context.spec),
                             .channels = can_hold_alpha(context.spec.format) ? 4 : 3});
}

Made watermarked(const PictureView& picture, const StepContext& context) {
  if (!context.watermark) return std::nullopt;
  Picture marked(picture.width, picture.height, picture.channels);
  std::memcpy(marked.pixels().data(), picture.pixels, picture.size());
  stamp(marked, *context.watermark, context.spec.operations.watermark);
  return marked;
}

constexpr std::array kSteps = {&blurred, &sharpened, &laid_on_canvas, &watermarked};

}  // namespace

FinishedPicture finish(const PictureView& resized, const StepContext& context) {
  FinishedPicture picture(resized);
  for (const auto step : kSteps) {
    if (Made made = step(picture.view(), context)) picture.become(std::move(*made));
  }
  return picture;
}

}  // namespace pictor::image
