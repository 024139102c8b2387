// CPU milliseconds of the perceptual metric: metric_bench FOLDER

#include <algorithm>
#include <cstdio>

#include "../photos.h"
#include "image/encode/encode.h"
#include "image/metric/ssimulacra2.h"

namespace {

using namespace pictor;         // NOLINT: a program of one file
using namespace pictor::image;  // NOLINT

constexpr int kRounds = 9;

MetricPicture metric_view(const PictureView& v) {
  return {.pixels = {v.pixels, v.size()},
          .width = v.width,
          .height = v.height,
          .channels = v.channels,
          .stride = v.stride()};
}

}  // namespace

int main(int, char** arguments) {
  for (const auto& path : bench::files_in(arguments[1])) {
    const Picture picture = bench::photo_at(path, 600);
    PictureView view = picture.view();
    view.height = std::min(view.height, 450);
    const Picture other = bench::decoded(bench::must(encode_picture(view, Format::kJpeg, {75, Effort::kFast})));
    double whole = 1e9, again = 1e9, score = 0;
    const MetricReference reference = bench::must(MetricReference::prepare(metric_view(view)));
    for (int i = 0; i < kRounds; ++i) {
      const double start = bench::cpu_ms();
      score = bench::must(ssimulacra2(metric_view(view), metric_view(other.view())));
      whole = std::min(whole, bench::cpu_ms() - start);
      const double prepared = bench::cpu_ms();
      score = bench::must(reference.score(metric_view(other.view())));
      again = std::min(again, bench::cpu_ms() - prepared);
    }
    std::printf("%s %dx%d score %.4f %.2f ms, with the reference prepared %.2f ms\n", path.filename().c_str(),
                view.width, view.height, score, whole, again);
  }
}
