#include "image/optimize/trial.h"

#include <algorithm>

#include "image/decode/picture_source.h"
#include "image/geometry.h"

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

MetricPicture metric_view(const PictureView& picture) {
  return {.pixels = {picture.pixels, picture.size()},
          .width = picture.width,
          .height = picture.height,
          .channels = picture.channels,
          .stride = picture.stride()};
}

/// A picture that the metric takes: as it is, or enlarged by repeating its last row and column.
class Judged {
 public:
  explicit Judged(const PictureView& picture) : view_(picture) {
    constexpr int kLeastSide = 8;
    const Size size{std::max(picture.width, kLeastSide), std::max(picture.height, kLeastSide)};
    if (size == Size{picture.width, picture.height}) return;
    enlarged_ = repeated(picture, size);
    view_ = enlarged_.view();
  }
  MetricPicture view() const { return metric_view(view_); }

 private:
  static Picture repeated(const PictureView& picture, Size size) {
    const std::ptrdiff_t channels = picture.channels;
    Picture copy(size.width, size.height, picture.channels);
    for (int y = 0; y < size.height; ++y) {
      const std::uint8_t* from = picture.row(std::min(y, picture.height - 1));
      for (int x = 0; x < size.width; ++x) {
        std::copy_n(from + std::min(x, picture.width - 1) * channels, channels, copy.row(y) + x * channels);
      }
    }
    return copy;
  }

  PictureView view_;
  Picture enlarged_;
};

}  // namespace

Result<EncodedBytes> encode_lossy(const PictureView& picture, Format format, const EncodeSettings& settings) {
  return format == Format::kWebp ? encode_webp_lossy(picture, settings) : encode_picture(picture, format, settings);
}

Result<Trials> Trials::of(const PictureView& picture) {
  return Trials(picture, TRY(MetricReference::prepare(Judged(picture).view())));
}

Result<OptimizeCandidate> Trials::lossy(Format format, const EncodeSettings& settings) {
  file_ = TRY(encode_lossy(picture_, format, settings));
  const Picture shown = TRY(decoded(file_));
  return OptimizeCandidate{.format = format,
                           .quality = settings.quality,
                           .bytes = static_cast<std::int64_t>(file_.size()),
                           .score = TRY(reference_.score(Judged(shown.view()).view()))};
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
