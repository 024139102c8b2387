#include "image/optimize/judge.h"

#include <algorithm>

#include "image/decode/decode_file.h"
#include "image/geometry.h"

namespace pictor::image {
namespace {

/// Pixels of the largest picture whose side of the metric is prepared: beyond it that would be most of the memory of a
/// codec process, and most searches of large pictures end after one or two trials.
constexpr std::int64_t kMostPrepared = 1'000'000;

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
  MetricPicture view() const { return for_metric(view_); }

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
  std::optional<MetricReference> reference;
  if (picture.width * std::int64_t{picture.height} <= kMostPrepared) {
    reference = TRY(MetricReference::prepare(Judged(picture).view()));
  }
  return Judge(picture, std::move(reference));
}

Result<double> Judge::score(const PictureView& shown) const {
  if (reference_) return reference_->score(Judged(shown).view());
  return ssimulacra2(Judged(original_).view(), Judged(shown).view());
}

Result<double> Judge::score_of_file(const EncodedBytes& file) const {
  const Picture shown = TRY(decode_file(file, original_.gamut));
  return score(shown.view());
}

}  // namespace pictor::image
