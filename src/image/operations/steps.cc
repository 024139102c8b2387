#include "image/operations/steps.h"

#include <array>
#include <cstring>

#include "image/color/gamut.h"
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

/// What shows through in a picture of `gamut`: the background, or nothing; on white where the format has no alpha.
Color color_below(const RenditionSpec& spec, Gamut gamut) {
  constexpr Color kNothing{0, 0, 0, 0};
  constexpr Color kWhite{255, 255, 255};
  const Color color = in_gamut(spec.operations.background.value_or(kNothing), gamut);
  return can_hold_alpha(spec.format) ? color : over(color, kWhite);
}

Made laid_on_canvas(const PictureView& picture, const StepContext& context) {
  const Placement& placement = context.placement;
  const bool shines_through = picture.channels == 4 && context.spec.operations.background.has_value();
  if (placement.canvas == placement.scaled && !shines_through) return std::nullopt;
  return on_canvas(picture, {.size = placement.canvas,
                             .left = placement.left,
                             .top = placement.top,
                             .color = color_below(context.spec, picture.gamut),
                             .channels = can_hold_alpha(context.spec.format) ? 4 : 3});
}

Made watermarked(const PictureView& picture, const StepContext& context) {
  if (!context.watermark) return std::nullopt;
  Picture marked(picture.width, picture.height, picture.channels);
  std::memcpy(marked.pixels().data(), picture.pixels, picture.size());
  Picture stamped;  // a watermark is of sRGB
  PictureView watermark = *context.watermark;
  if (watermark.gamut != picture.gamut) {
    stamped = in_gamut(watermark, picture.gamut);
    watermark = stamped.view();
  }
  stamp(marked, watermark, context.spec.operations.watermark);
  return marked;
}

constexpr std::array kSteps = {&blurred, &sharpened, &laid_on_canvas, &watermarked};

}  // namespace

FinishedPicture in_srgb(const PictureView& picture) {
  FinishedPicture same(picture);
  if (picture.gamut != Gamut::kSrgb) same.become(in_gamut(picture, Gamut::kSrgb));
  return same;
}

FinishedPicture finish(const PictureView& resized, const StepContext& context) {
  FinishedPicture picture(resized);
  // Another rendition of the same source asked for more.
  if (widest_gamut(context.spec) == Gamut::kSrgb) picture = in_srgb(resized);
  for (const auto step : kSteps) {
    Made made = step(picture.view(), context);
    if (!made) continue;
    made->set_gamut(picture.view().gamut);
    picture.become(std::move(*made));
  }
  return picture;
}

}  // namespace pictor::image
