// What decoding a JPEG at N/8 costs in quality: energy_correction FILE… writes a line a photo, target and scale:
//   photo, target side, N, decode margin, then SSIMULACRA 2.1 against the full decode resized in linear light: of the
//   resized pixels without and with the correction, and of JPEGs of quality 80 made of the full decode, without, with.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "image/decode/picture_source.h"
#include "image/encode/encode.h"
#include "image/geometry.h"
#include "image/metric/ssimulacra2.h"
#include "image/resize/cascade.h"

namespace {

using namespace pictor;         // NOLINT: a program of one file
using namespace pictor::image;  // NOLINT

constexpr int kSides[] = {150, 300, 600, 1200};

Picture resized(Bytes file, const ProbeOutcome& probed, Size size, int eighths, bool corrected) {
  const auto source =
      open_picture(file, probed,
                   {.min_width = probed.facts.width * eighths / 8, .min_height = probed.facts.height * eighths / 8})
          .value();
  const CascadeTarget target{{}, size};
  Cascade cascade(source->shape(), std::span(&target, 1));
  std::vector<std::uint8_t> row(static_cast<std::size_t>(source->shape().width) * 3);
  for (int y = 0; y < source->shape().height; ++y) {
    source->read_row(row).value();
    cascade.push(row, corrected ? source->lost_variance() : std::span<const float>());
  }
  return std::move(cascade.pictures()[0]);
}

double score(const Picture& reference, const Picture& picture) {
  return ssimulacra2(for_metric(reference.view()), for_metric(picture.view())).value();
}

/// Score of the picture as a JPEG of quality 80.
double score_as_jpeg(const Picture& reference, const Picture& picture) {
  const EncodedBytes file = encode_picture(picture.view(), Format::kJpeg, {80, Effort::kFast}).value();
  const auto source = open_picture(file, probe(file, Limits{}).value(), {}).value();
  Picture decoded(picture.width(), picture.height(), 3);
  for (int y = 0; y < decoded.height(); ++y) source->read_row({decoded.row(y), decoded.stride()}).value();
  return score(reference, decoded);
}

void report(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<std::uint8_t> file{std::istreambuf_iterator<char>(stream), {}};
  const ProbeOutcome probed = probe(file, Limits{}).value();
  for (const int side : kSides) {
    const Size full{probed.facts.width, probed.facts.height};
    const Size size = fit_inside(full, {side, side});
    const Picture reference = resized(file, probed, size, 8, true);
    const double full_score = score_as_jpeg(reference, reference);
    for (int eighths = 1; eighths < 8; ++eighths) {
      const double margin = std::max(full.width, full.height) * eighths / 8.0 / side;
      if (margin < 0.95 || margin > 5) continue;
      const Picture plain = resized(file, probed, size, eighths, false);
      const Picture corrected = resized(file, probed, size, eighths, true);
      std::printf("%s\t%d\t%d\t%.3f\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\n",
                  std::filesystem::path(path).stem().string().c_str(), side, eighths, margin, score(reference, plain),
                  score(reference, corrected), full_score, score_as_jpeg(reference, plain),
                  score_as_jpeg(reference, corrected));
      std::fflush(stdout);
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  std::printf("photo\tside\teighths\tmargin\tplain\tcorrected\tjpeg_full\tjpeg_plain\tjpeg_corrected\n");
  for (int i = 1; i < count; ++i) report(arguments[i]);
}
