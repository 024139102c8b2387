#include <webp/encode.h>

#include <algorithm>

#include "image/encode/color_census.h"
#include "image/encode/encode.h"
#include "image/encode/flatten.h"
#include "image/encode/webp/webp_analysis.h"
#include "image/encode/webp/webp_profile_chunk.h"
#include "image/encode/webp_settings.h"
#include "image/flat_graphic.h"

namespace pictor::image {
namespace {

/// A WebPPicture and what it allocated.
struct Canvas {
  Canvas() { WebPPictureInit(&picture); }
  ~Canvas() { WebPPictureFree(&picture); }
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;
  WebPPicture picture;
};

int append(const std::uint8_t* bytes, std::size_t count, const WebPPicture* picture) {
  auto* file = static_cast<EncodedBytes*>(picture->custom_ptr);
  file->insert(file->end(), bytes, bytes + count);
  return 1;
}

bool import(WebPPicture& to, const PictureView& from) {
  const int stride = static_cast<int>(from.stride());
  return from.channels == 4 ? WebPPictureImportRGBA(&to, from.pixels, stride) != 0
                            : WebPPictureImportRGB(&to, from.pixels, stride) != 0;
}

Result<EncodedBytes> encode(const PictureView& picture, const WebPConfig& config) {
  if (std::max(picture.width, picture.height) > WEBP_MAX_DIMENSION) {
    return fail_limit(ErrorCode::kUnprocessable, "too large a picture for WebP", WEBP_MAX_DIMENSION,
                      std::max(picture.width, picture.height));
  }
  Canvas canvas;
  canvas.picture.use_argb = config.lossless;
  canvas.picture.width = picture.width;
  canvas.picture.height = picture.height;
  EncodedBytes file;
  canvas.picture.writer = append;
  canvas.picture.custom_ptr = &file;
  if (!import(canvas.picture, picture) || WebPEncode(&config, &canvas.picture) == 0) {
    return fail(ErrorCode::kInternal, "the WebP could not be written",
                "libwebp error " + std::to_string(canvas.picture.error_code));
  }
  return webp_in_gamut(std::move(file), picture.gamut);
}

}  // namespace

WebPConfig webp_lossy_config(const EncodeSettings& settings) {
  WebPConfig config;
  WebPConfigInit(&config);
  config.quality = static_cast<float>(settings.quality);
  config.method = settings.effort == Effort::kSmall ? kWebpSmallMethod : kWebpFastMethod;
  config.alpha_quality = 100;
  config.thread_level = 0;
  return config;
}

Result<EncodedBytes> encode_webp_lossy(const PictureView& picture, const EncodeSettings& settings) {
  // With alpha libwebp is kept: it also smooths what is transparent.
  if (!is_opaque(picture)) return encode(picture, webp_lossy_config(settings));
  const WebpAnalysis analysis = TRY(WebpAnalysis::of(picture));
  return analysis.encode(settings);
}

Result<EncodedBytes> encode_webp_lossless(const PictureView& picture, const EncodeSettings& settings) {
  WebPConfig config;
  WebPConfigInit(&config);
  WebPConfigLosslessPreset(&config, settings.effort == Effort::kSmall ? kWebpSmallLosslessLevel : kWebpFastMethod);
  config.thread_level = 0;
  return encode(picture, config);
}

Result<EncodedBytes> encode_webp(const PictureView& picture, const EncodeSettings& settings) {
  EncodedBytes lossy = TRY(encode_webp_lossy(picture, settings));
  // Few colours alone do not make a graphic: every grey photograph has at most 256.
  if (!is_flat_graphic(picture) || !count_colors(picture)) return lossy;
  EncodedBytes lossless = TRY(encode_webp_lossless(picture, settings));
  return lossless.size() <= lossy.size() ? std::move(lossless) : std::move(lossy);
}

}  // namespace pictor::image
