#include "image/optimize/judge.h"

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

Result<Judge> Judge::of(const PictureView& picture) {
  return Judge(TRY(MetricReference::prepare(Judged(picture).view())));
}

Result<double> Judge::score(const PictureView& shown) const { return reference_.score(Judged(shown).view()); }

Result<double> Judge::score_of_file(const EncodedBytes& file) const {
  const Picture shown = TRY(decoded(file));
  return score(shown.view());
}

}  // namespace pictor::image
