// What quality `auto` costs and saves: quality_auto_bench FOLDER [FLOOR]; quality_auto_bench FOLDER rows [FORMAT]
// For each size and format: the worst and median score of `auto`, the encodes of whole pictures it took, its CPU time
// beside that of one encode at the quality found, and its bytes as a ratio to those at the one quality whose worst
// score is the same. Then the CPU time of all renditions of an upload from one decode, `auto` and at quality 80 in
// turn. `rows` prints what the script `fit` reads.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "image/encode/flatten.h"
#include "image/optimize/encode_to_floor.h"
#include "image/optimize/sample_tiles.h"
#include "image/optimize/trial.h"
#include "image/render.h"
#include "photos.h"
#include "policy/presets.h"

namespace {

using namespace pictor;         // NOLINT: a program of one file
using namespace pictor::image;  // NOLINT

constexpr int kSampledQuality = 70;
constexpr std::array kTriedQualities = {20, 30, 40, 50, 58, 64, 70, 74, 78, 82, 86, 90, 95};

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
  const Trials trials = bench::must(Trials::of(picture.view(), format, policy::request_effort(format)));
  Trial made = bench::must(trials.at(quality));
  made.candidate.bytes = static_cast<std::int64_t>(bench::must(made.coding.take_file()).size());
  return made.candidate;
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

double render_ms(Bytes file, const Plan& plan) {
  const double start = bench::cpu_ms();
  bench::must(render(file, plan, [](Bytes) { return Result<void>{}; }, [](double) {}));
  return bench::cpu_ms() - start;
}

void report_upload(const std::filesystem::path& folder, double floor) {
  const policy::RenditionPolicy fixed{.optimize = false};
  const policy::RenditionPolicy searched{.thumbnail_quality = {}, .thumbnail_floor = floor, .optimize = false};
  std::vector<double> fixed_ms, searched_ms, ratios;
  for (const auto& path : bench::files_in(folder)) {
    const std::vector<std::uint8_t> file = bench::read_file(path);
    const Image image{.facts = bench::must(probe(file, Limits{})).facts};
    fixed_ms.push_back(render_ms(file, policy::processing_plan(fixed, {}, image)));
    searched_ms.push_back(render_ms(file, policy::processing_plan(searched, {}, image)));
    ratios.push_back(searched_ms.back() / fixed_ms.back());
  }
  std::printf("all renditions of an upload: CPU median %.0f ms at quality 80, %.0f ms auto, ratio %.2f\n",
              median(fixed_ms), median(searched_ms), median(ratios));
}

double score_of(const PictureView& picture, Format format, Effort effort, int quality) {
  return bench::must(bench::must(Trials::of(picture, format, effort)).at(quality)).candidate.score;
}

/// A line for the script `fit`: format, photo, side, how often the sample fits into the picture, the sample's score as
/// JPEG and in the format, and the picture's own at kTriedQualities.
void print_row(const Picture& picture, const std::string& photo, int side, Format format) {
  const Picture sample = sample_tiles(picture.view());
  const double times = static_cast<double>(picture.view().size()) / static_cast<double>(sample.view().size());
  std::printf("%s %s %d %.3f %.3f %.3f", std::string(to_string(format)).c_str(), photo.c_str(), side, times,
              score_of(sample.view(), Format::kJpeg, Effort::kFast, kSampledQuality),
              score_of(sample.view(), format, Effort::kFast, kSampledQuality));
  const Trials trials = bench::must(Trials::of(picture.view(), format, policy::request_effort(format)));
  for (const int quality : kTriedQualities) std::printf(" %.3f", bench::must(trials.at(quality)).candidate.score);
  std::printf("\n");
  std::fflush(stdout);
}

void print_rows(const std::filesystem::path& folder, Format format, std::span<const int> sides) {
  for (const auto& path : bench::files_in(folder)) {
    for (const int side : sides) {
      Picture picture = bench::photo_at(path, side);
      if (picture.channels() == 4) picture = without_alpha(picture.view());
      if (std::max(picture.width(), picture.height()) == side) print_row(picture, path.stem(), side, format);
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::filesystem::path folder = arguments[1];
  if (count > 2 && std::strcmp(arguments[2], "rows") == 0) {
    constexpr std::array kSides = {150, 300, 600, 1200, 2048};
    const std::string_view only = count > 3 ? arguments[3] : "";
    const auto wanted = [&](Format format) { return only.empty() || only == to_string(format); };
    if (wanted(Format::kJpeg)) print_rows(folder, Format::kJpeg, kSides);
    if (wanted(Format::kWebp)) print_rows(folder, Format::kWebp, kSides);
    // It takes minutes as it is.
    if (wanted(Format::kAvif)) print_rows(folder, Format::kAvif, std::span(kSides).subspan(1, 2));
    if (wanted(Format::kJxl)) print_rows(folder, Format::kJxl, std::span(kSides).subspan(1, 2));
    return 0;
  }
  const double floor = count > 2 ? std::stod(arguments[2]) : kThumbnailFloor;
  std::printf("floor %.0f\n", floor);
  for (const int side : {300, 600, 1200}) {
    const Pictures pictures = photos_at(folder, side);
    for (const Format format : {Format::kJpeg, Format::kWebp}) report(pictures, side, format, floor);
    if (side < 1200) report(pictures, side, Format::kAvif, floor);  // it takes minutes as it is
  }
  report_upload(folder, floor);
}
