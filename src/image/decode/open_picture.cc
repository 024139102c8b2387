#include <utility>

#include "image/decode/format_pictures.h"
#include "image/orient.h"

namespace pictor::image {

Result<void> check_stored_size(const ProbeOutcome& probed, std::uint32_t width, std::uint32_t height) {
  const Size stored = swapped_if_turned({probed.facts.width, probed.facts.height}, probed.orientation);
  if (std::cmp_equal(width, stored.width) && std::cmp_equal(height, stored.height)) return {};
  return fail(ErrorCode::kCorruptImage, "the container and the pixels disagree about the size");
}

Result<std::unique_ptr<PictureSource>> open_picture(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  switch (probed.facts.format) {
    case Format::kJpeg:
      return open_jpeg(file, probed, target);
    case Format::kPng:
      if (probed.facts.frames > 1) return open_first_frame(TRY(open_png_animation(file, probed)));
      return open_png(file, probed, target);
    case Format::kAvif:
      return open_avif(file, probed, target);
    case Format::kHeic:
      return open_heic(file, probed, target);
    case Format::kTiff:
      return open_tiff(file, probed, target);
    case Format::kIco:
      return open_ico(file, probed);
    case Format::kBmp:
      return open_bmp(file, probed);
    case Format::kJxl:
      return open_jxl(file, probed, target);
    case Format::kWebp:
      if (probed.facts.frames > 1) return open_first_frame(TRY(open_webp_animation(file, probed)));
      return open_webp(file, probed, target);
    case Format::kGif:
      return open_first_frame(TRY(open_gif_animation(file, probed)));
    default:
      return fail(ErrorCode::kUnsupportedType, "this format is not read");
  }
}

Result<std::unique_ptr<AnimationSource>> open_animation(Bytes file, const ProbeOutcome& probed) {
  switch (probed.facts.format) {
    case Format::kGif:
      return open_gif_animation(file, probed);
    case Format::kPng:
      return open_png_animation(file, probed);
    case Format::kWebp:
      return open_webp_animation(file, probed);
    default:
      return fail(ErrorCode::kUnprocessable, "only GIF, PNG and WebP animations are read");
  }
}

}  // namespace pictor::image
