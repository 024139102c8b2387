// Our lossy WebP encoder and libwebp's, which is given our conversion to 4:2:0 (methods 2, 4 and 6) or its own.

#include "encoders/comparison.h"
#include "image/encode/webp/webp_analysis.h"
#include "photos.h"
#include "plain_encoders.h"

namespace {

using pictor::image::Effort;
using pictor::image::PictureView;

auto own(Effort effort) {
  return [effort](const PictureView& picture, int quality) {
    const auto analysis = pictor::bench::must(pictor::image::WebpAnalysis::of(picture));
    return pictor::bench::must(analysis.encode({.quality = quality, .effort = effort}));
  };
}

auto libwebp(int method) {
  return [method](const PictureView& picture, int quality) {
    return pictor::bench::libwebp_of_our_planes(picture, quality, method);
  };
}

}  // namespace

int main(int count, char** arguments) {
  return pictor::bench::run_comparison(count, arguments,
                                       {{"fast", own(Effort::kFast)},
                                        {"small", own(Effort::kSmall)},
                                        {"libwebp 2", libwebp(2)},
                                        {"libwebp 4", libwebp(4)},
                                        {"libwebp 6", libwebp(6)},
                                        {"plain", pictor::bench::plain_webp}});
}
