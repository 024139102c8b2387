#include "image/optimize/trial.h"

#include "image/encode/flatten.h"
#include "image/optimize/shown_jpeg.h"

namespace pictor::image {

Result<EncodedBytes> encode_lossy(const PictureView& picture, Format format, const EncodeSettings& settings) {
  if (format == Format::kWebp) return encode_webp_lossy(picture, settings);
  if (format == Format::kJxl) return encode_jxl_lossy(picture, settings);
  return encode_picture(picture, format, settings);
}

Result<EncodedBytes> Coding::take_file() {
  if (const auto* levels = std::get_if<jpeg::QuantisedPicture>(&made_)) return write_coefficients(*levels, effort_);
  return std::move(std::get<EncodedBytes>(made_));
}

Result<Trials> Trials::of(const PictureView& picture, Format format, Effort effort) {
  Trials trials(picture, format, effort, TRY(Judge::of(picture)));
  if (format == Format::kJpeg) trials.analysis_ = TRY(JpegAnalysis::of(picture));
  if (format == Format::kWebp && is_opaque(picture)) trials.analysis_ = TRY(WebpAnalysis::of(picture));
  return trials;
}

Result<Trial> Trials::at(int quality) const {
  const EncodeSettings settings{.quality = quality, .effort = effort_};
  if (const auto* jpeg = std::get_if<JpegAnalysis>(&analysis_)) {
    jpeg::QuantisedPicture levels = jpeg->quantised(settings);
    const Picture shown = shown_jpeg(levels);
    return Trial{.candidate = candidate(quality, 0, TRY(judge_.score(shown.view()))),
                 .coding = Coding(std::move(levels), effort_)};
  }
  const auto* webp = std::get_if<WebpAnalysis>(&analysis_);
  EncodedBytes file = TRY(webp ? webp->encode(settings) : encode_lossy(picture_, format_, settings));
  return Trial{.candidate = candidate(quality, file.size(), TRY(judge_.score_of_file(file))),
               .coding = Coding(std::move(file))};
}

OptimizeCandidate Trials::candidate(int quality, std::size_t bytes, double score) const {
  return {.format = format_, .quality = quality, .bytes = static_cast<std::int64_t>(bytes), .score = score};
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
