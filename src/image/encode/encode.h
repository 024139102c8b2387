#pragma once
// Pictures to files. No output carries metadata. Colours of sRGB have no profile, as it is implied (AVIF and JPEG XL
// say so in numbers); those of another gamut are told by one, or by numbers.

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "image/picture.h"
#include "image/plan.h"

namespace pictor::image {

using EncodedBytes = std::vector<std::uint8_t>;

struct EncodeSettings {
  int quality = 80;  ///< 1..100 on the format's own scale; ignored by PNG and GIF
  Effort effort = Effort::kSmall;
};

/// One picture as a file of `format`. Alpha is flattened on white for JPEG and kept exactly elsewhere (GIF: fully
/// transparent or not; JPEG XL: off by a level below quality 90, by two below 75, and by more below 60).
/// Single-threaded, deterministic. Errors: kUnprocessable when a side is too long for the format.
Result<EncodedBytes> encode_picture(const PictureView& picture, Format format, const EncodeSettings& settings);

/// The encoders behind encode_picture().
Result<EncodedBytes> encode_jpeg(const PictureView& picture, const EncodeSettings& settings);
/// Grey, palette and opacity are found and used: the file is lossless and as narrow as its pixels allow.
Result<EncodedBytes> encode_png(const PictureView& picture, const EncodeSettings& settings);
/// Lossy, or lossless where a picture of few colours is smaller so.
Result<EncodedBytes> encode_webp(const PictureView& picture, const EncodeSettings& settings);
Result<EncodedBytes> encode_webp_lossy(const PictureView& picture, const EncodeSettings& settings);
Result<EncodedBytes> encode_webp_lossless(const PictureView& picture, const EncodeSettings& settings);
Result<EncodedBytes> encode_avif(const PictureView& picture, const EncodeSettings& settings);
/// Lossy, or lossless at quality 100 and where a picture of few colours is smaller so. Errors: kUnprocessable also for
/// more pixels than a codec process has memory for: 18 million lossy, 13 million lossless, less a quarter with alpha.
Result<EncodedBytes> encode_jxl(const PictureView& picture, const EncodeSettings& settings);
Result<EncodedBytes> encode_jxl_lossy(const PictureView& picture, const EncodeSettings& settings);
Result<EncodedBytes> encode_jxl_lossless(const PictureView& picture);
Result<EncodedBytes> encode_gif(const PictureView& picture, const EncodeSettings& settings);

}  // namespace pictor::image
