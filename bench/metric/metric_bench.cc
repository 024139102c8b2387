// CPU milliseconds of the perceptual metric: metric_bench FOLDER

#include <algorithm>
#include <cstdio>

#include "image/decode/decode_file.h"
#include "image/encode/encode.h"
#include "image/metric/ssimulacra2.h"
#include "photos.h"

namespace {

using namespace pictor;         // NOLINT: a program of one file
using namespace pictor::image;  // NOLINT

constexpr int kRounds = 9;

}  // namespace

int main(int, char** arguments) {
  for (const auto& path : bench::files_in(arguments[1])) {
    const Picture picture = bench::photo_at(path, 600);
    PictureView view = picture.view();
    view.height = std::min(view.height, 450);
    const Picture other =
        bench::must(decode_file(bench::must(encode_picture(view, Format::kJpeg, {75, Effort::kFast}))));
    double whole = 1e9, again = 1e9, score = 0;
    const MetricReference reference = bench::must(MetricReference::prepare(for_metric(view)));
    for (int i = 0; i < kRounds; ++i) {
      const double start = bench::cpu_ms();
      score = bench::must(ssimulacra2(for_metric(view), for_metric(other.view())));
      whole = std::min(whole, bench::cpu_ms() - start);
      const double prepared = bench::cpu_ms();
      score = bench::must(reference.score(for_metric(other.view())));
      again = std::min(again, bench::cpu_ms() - prepared);
    }
    std::printf("%s %dx%d score %.4f %.2f ms, with the reference prepared %.2f ms\n", path.filename().c_str(),
                view.width, view.height, score, whole, again);
  }
}
