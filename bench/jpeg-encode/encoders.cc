// Our JPEG encoder and libjpeg-turbo's.

#include "encoders/comparison.h"
#include "photos.h"
#include "plain_encoders.h"

namespace {

using pictor::image::Effort;
using pictor::image::PictureView;

auto own(Effort effort) {
  return [effort](const PictureView& picture, int quality) {
    return pictor::bench::must(pictor::image::encode_jpeg(picture, {.quality = quality, .effort = effort}));
  };
}

auto turbo(bool progressive) {
  return [progressive](const PictureView& picture, int quality) {
    return pictor::bench::plain_jpeg(picture, quality, progressive);
  };
}

}  // namespace

int main(int count, char** arguments) {
  return pictor::bench::run_comparison(count, arguments,
                                       {{"fast", own(Effort::kFast)},
                                        {"small", own(Effort::kSmall)},
                                        {"turbo", turbo(false)},
                                        {"turbo progressive", turbo(true)}});
}
