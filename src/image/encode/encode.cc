#include "image/encode/encode.h"

#include "image/encode/animation_encoder.h"

namespace pictor::image {

Result<EncodedBytes> encode_picture(const PictureView& picture, Format format, const EncodeSettings& settings) {
  switch (format) {
    case Format::kJpeg:
      return encode_jpeg(picture, settings);
    case Format::kPng:
      return encode_png(picture, settings);
    case Format::kGif:
      return encode_gif(picture, settings);
    case Format::kWebp:
      return encode_webp(picture, settings);
    case Format::kAvif:
      return encode_avif(picture, settings);
    case Format::kJxl:
      return encode_jxl(picture, settings);
    default:
      return fail(ErrorCode::kInternal, "this format is not written");
  }
}

Result<std::unique_ptr<AnimationEncoder>> make_animation_encoder(Format format, const AnimationSettings& settings) {
  if (format == Format::kGif) return make_gif_animation(settings);
  if (format == Format::kWebp) return make_webp_animation(settings);
  return fail(ErrorCode::kInternal, "this format holds no animation");
}

}  // namespace pictor::image
