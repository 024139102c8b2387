// What quality `auto` costs and saves: quality_auto_bench FOLDER [FLOOR]; quality_auto_bench FOLDER curves
// For each size and format: the worst and median score of `auto`, the encodes of whole pictures it took, its CPU time
// in encodes at one quality, and its bytes as a ratio to those at the one quality whose worst score is the same.
// `curves` prints what optimize/quality_curve.cc was made from.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>

#include "image/encode/flatten.h"
#include "image/optimize/encode_to_floor.h"
#include "image/optimize/trial.h"
#include "photos.h"
#include "policy/presets.h"

namespace {

using namespace pictor;         // NOLINT: a program of one file
using namespace pictor::image;  // NOLINT

using Pictures = std::vector<Picture>;

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Pictures photos_at(const std::filesystem::path& folder, int side) {
  Pictures pictures;
  for (const auto& path : bench::files_in(folder)) {
    Picture picture = bench::photo_at(path, side);
    const PictureView view = picture.view();
    pictures.push_back(view.channels == 4 ? without_alpha(view) : std::move(picture));
  }
  return pictures;
}

OptimizeCandidate trial(const Picture& picture, Format format, int quality) {
  Trials trials = bench::must(Trials::of(picture.view()));
  return bench::must(trials.lossy(format, {quality, policy::request_effort(format)}));
}

/// Bytes and worst score of all pictures at one quality.
struct Fixed {
  int quality = 0;
  double worst = 100;
  double bytes = 0;
};

Fixed encoded_at(const Pictures& pictures, Format format, int quality) {
  Fixed fixed{.quality = quality};
  for (const Picture& picture : pictures) {
    const OptimizeCandidate made = trial(picture, format, quality);
    fixed.worst = std::min(fixed.worst, made.score);
    fixed.bytes += static_cast<double>(made.bytes);
  }
  return fixed;
}

/// The lowest quality at which no picture scores less than `worst`.
Fixed lowest_above(const Pictures& pictures, Format format, double worst) {
  int low = 10, high = 100;
  Fixed best = encoded_at(pictures, format, high);
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    const Fixed fixed = encoded_at(pictures, format, middle);
    if (fixed.worst >= worst) best = fixed;
    (fixed.worst >= worst ? high : low) = middle;
  }
  return best;
}

void report(const Pictures& pictures, int side, Format format, double floor) {
  const Effort effort = policy::request_effort(format);
  std::vector<double> scores, encodes, cost;
  double bytes = 0, spent = 0;
  for (const Picture& picture : pictures) {
    const double start = bench::cpu_ms();
    const FlooredPicture found =
        bench::must(encode_to_floor(picture.view(), {.format = format, .floor = floor, .effort = effort}));
    const double searched = bench::cpu_ms() - start;
    const double again = bench::cpu_ms();
    bench::must(encode_lossy(picture.view(), format, {std::max(found.quality, 1), effort}));
    cost.push_back(searched / (bench::cpu_ms() - again));
    spent += searched;
    scores.push_back(found.score);
    encodes.push_back(static_cast<double>(found.tried.size()));
    bytes += static_cast<double>(found.file.size());
  }
  const double worst = *std::ranges::min_element(scores);
  const Fixed fixed = lowest_above(pictures, format, worst);
  double all = 0;
  for (const double count : encodes) all += count;
  std::printf(
      "%4d px %-4s worst %.2f median %.2f | encodes median %.0f mean %.2f most %.0f | CPU %.1f ms a picture, %.1f "
      "encodes | bytes %.3f of fixed q%d (worst %.2f)\n",
      side, std::string(to_string(format)).c_str(), worst, median(scores), median(encodes),
      all / static_cast<double>(encodes.size()), *std::ranges::max_element(encodes),
      spent / static_cast<double>(pictures.size()), median(cost), bytes / fixed.bytes, fixed.quality, fixed.worst);
  std::fflush(stdout);
}

void print_curve(const std::vector<Pictures>& sizes, Format format) {
  std::printf("%s:", std::string(to_string(format)).c_str());
  std::vector<double> at_70;
  for (const int quality : {70, 20, 30, 40, 50, 58, 64, 70, 74, 78, 82, 86, 90, 95}) {
    const bool first = at_70.size() < sizes.size() * sizes.front().size();
    std::vector<double> errors, scores;
    for (const Pictures& pictures : sizes) {
      for (const Picture& picture : pictures) {
        const double score = trial(picture, format, quality).score;
        scores.push_back(score);
        if (first) at_70.push_back(std::log(100 - score));
        errors.push_back(std::log(100 - score) - at_70[errors.size()]);
      }
    }
    if (first) {
      std::printf(" median score at 70 %.1f;", median(scores));
    } else {
      std::printf(" %d: %.3f", quality, median(errors));
    }
  }
  std::printf("\n");
}

}  // namespace

int main(int count, char** arguments) {
  const std::filesystem::path folder = arguments[1];
  if (count > 2 && std::strcmp(arguments[2], "curves") == 0) {
    std::vector<Pictures> sizes;
    for (const int side : {150, 300, 600, 1200}) sizes.push_back(photos_at(folder, side));
    for (const Format format : {Format::kJpeg, Format::kWebp, Format::kAvif}) print_curve(sizes, format);
    return 0;
  }
  const double floor = count > 2 ? std::stod(arguments[2]) : kThumbnailFloor;
  std::printf("floor %.0f\n", floor);
  for (const int side : {300, 600, 1200}) {
    const Pictures pictures = photos_at(folder, side);
    for (const Format format : {Format::kJpeg, Format::kWebp}) report(pictures, side, format, floor);
  }
}
