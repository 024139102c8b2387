// CPU milliseconds of each stage of the image engine, and what comes out: render_bench FILE…
// The job is the default presets: 150, 300, 600 and 1200 px as JPEG and WebP, a placeholder and the optimized version.

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "image/decode/picture_source.h"
#include "image/encode/encode.h"
#include "image/optimize.h"
#include "image/render.h"
#include "image/render/layout.h"
#include "image/render/resized_pictures.h"
#include "photos.h"

namespace {

using namespace pictor;         // NOLINT: a program of one file
using namespace pictor::image;  // NOLINT
using bench::least_cpu;
using bench::must;
using bench::read_file;

constexpr std::array kSides = {1200, 600, 300, 150};
constexpr int kRounds = 3;

Plan presets(bool optimized) {
  Plan plan;
  for (const int side : kSides) {
    for (const Format format : {Format::kJpeg, Format::kWebp}) {
      plan.renditions.push_back({.box_width = side, .box_height = side, .format = format});
    }
  }
  plan.placeholder = true;
  if (optimized) plan.optimize = OptimizeSpec{};
  return plan;
}

void decode_rows(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  const auto source = must(open_picture(file, probed, target));
  std::vector<std::uint8_t> row(static_cast<std::size_t>(source->shape().width) * source->shape().channels);
  for (int y = 0; y < source->shape().height; ++y) {
    if (!source->read_row(row)) std::exit(1);
  }
}

void report(const char* path, bool optimized) {
  const std::vector<std::uint8_t> file = read_file(path);
  const Plan plan = presets(optimized);
  const ProbeOutcome probed = must(probe(file, plan.limits));
  const Layout layout = must(lay_out(plan, probed, {}));
  const ProgressSink silent = [](double) {};

  const double decode = least_cpu(kRounds, [&] { decode_rows(file, probed, layout.decode); });
  const auto resize = [&] {
    const auto source = must(open_picture(file, probed, layout.decode));
    return must(ResizedPictures::from(*source, layout.targets, silent));
  };
  const double resized = least_cpu(kRounds, [&] { resize(); }) - decode;
  const ResizedPictures pictures = resize();

  std::printf("%s: %d x %d, %zu bytes%s\n  decode %.1f ms, resizes %.1f ms\n", path, probed.facts.width,
              probed.facts.height, file.size(), optimized ? ", with the optimized version" : "", decode, resized);
  for (std::size_t i = 0; i < plan.renditions.size(); ++i) {
    const RenditionSpec& spec = plan.renditions[i];
    EncodedBytes encoded;
    const double ms = least_cpu(
        kRounds, [&] { encoded = must(encode_picture(pictures.of(i), spec.format, {spec.quality, spec.effort})); });
    std::printf("  %4d %-4s %6.1f ms %8zu bytes\n", spec.box_width, std::string(to_string(spec.format)).c_str(), ms,
                encoded.size());
  }
  if (layout.optimized) {
    std::optional<Optimized> best;
    const double ms = least_cpu(
        kRounds, [&] { best = must(optimize(pictures.of(*layout.optimized), {file, probed}, *plan.optimize)); });
    if (best) {
      const OptimizeOutcome& outcome = best->outcome;
      std::printf("  optimized %6.1f ms %8zu bytes, %s q%d %dx%d, score %.1f%s:", ms, best->file.size(),
                  std::string(to_string(outcome.rendition.format)).c_str(), outcome.rendition.quality,
                  outcome.rendition.width, outcome.rendition.height, outcome.score,
                  outcome.stripped_copy ? ", stripped copy" : "");
      for (const OptimizeCandidate& c : outcome.candidates) {
        std::printf(" %s/%d=%.1f@%lld", std::string(to_string(c.format)).c_str(), c.quality, c.score,
                    static_cast<long long>(c.bytes));
      }
      std::printf("\n");
    }
  }
  std::size_t bytes = 0;
  const OutputSink sink = [&](Bytes part) {
    bytes += part.size();
    return Result<void>{};
  };
  const double all = least_cpu(kRounds, [&] {
    bytes = 0;
    must(render(file, plan, sink, silent));
  });
  std::printf("  whole %.1f ms, %zu bytes\n", all, bytes);
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    report(arguments[i], false);
    report(arguments[i], true);
  }
}
