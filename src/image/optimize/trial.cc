#include "image/optimize/trial.h"

#include "image/decode/picture_source.h"
#include "image/metric/ssimulacra2.h"

namespace pictor::image {
namespace {

Result<Picture> decoded(Bytes file) {
  const ProbeOutcome probed = TRY(probe(file, Limits{}));
  const std::unique_ptr<PictureSource> source = TRY(open_picture(file, probed, DecodeTarget{}));
  const PictureShape& shape = source->shape();
  Picture picture(shape.width, shape.height, shape.channels);
  for (int y = 0; y < shape.height; ++y) TRY_VOID(source->read_row({picture.row(y), picture.stride()}));
  TRY_VOID(source->finish());
  return picture;
}

/// Progressive JPEG costs little. WebP's rate-distortion search is another matter: at equal score it saves 7 % of the
/// bytes for two and a half times the time, which at this size would be half of all the work on an image.
Effort effort_for(const OptimizeCandidate& candidate) {
  const bool lossy_webp = candidate.format == Format::kWebp && candidate.quality != 0;
  return lossy_webp ? Effort::kFast : Effort::kSmall;
}

MetricPicture metric_view(const PictureView& picture) {
  return {.pixels = {picture.pixels, picture.size()},
          .width = picture.width,
          .height = picture.height,
          .channels = picture.channels,
          .stride = picture.stride()};
}

}  // namespace

Result<EncodedBytes> encode_candidate(const PictureView& picture, const OptimizeCandidate& candidate) {
  const EncodeSettings settings{.quality = candidate.quality, .effort = effort_for(candidate)};
  if (candidate.format != Format::kWebp) return encode_picture(picture, candidate.format, settings);
  return candidate.quality == 0 ? encode_webp_lossless(picture, settings) : encode_webp_lossy(picture, settings);
}

Result<OptimizeCandidate> try_lossy(const PictureView& sample, Format format, int quality) {
  OptimizeCandidate candidate{.format = format, .quality = quality};
  const EncodedBytes file = TRY(encode_candidate(sample, candidate));
  const Picture picture = TRY(decoded(file));
  candidate.bytes = static_cast<std::int64_t>(file.size());
  candidate.score = TRY(ssimulacra2(metric_view(sample), metric_view(picture.view())));
  return candidate;
}

Result<OptimizeCandidate> try_lossless(const PictureView& sample, Format format) {
  OptimizeCandidate candidate{.format = format, .quality = 0, .bytes = 0, .score = 100};
  // A quick encoding says well enough whether a thorough one of the whole picture is worth its time.
  const EncodeSettings quick{.quality = 100, .effort = Effort::kFast};
  const bool webp = format == Format::kWebp;
  const EncodedBytes file = TRY(webp ? encode_webp_lossless(sample, quick) : encode_picture(sample, format, quick));
  candidate.bytes = static_cast<std::int64_t>(file.size());
  return candidate;
}

}  // namespace pictor::image
