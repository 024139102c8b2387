#include "codec/child/warm_libraries.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "codec/child/tiny_png.h"

namespace pictor::codec {
namespace {

constexpr int kSide = 32;

image::Plan plan_of_everything() {
  image::Plan plan{.optimize = image::OptimizeSpec{}, .placeholder = true};
  for (Format format : {Format::kJpeg, Format::kPng, Format::kGif, Format::kWebp, Format::kAvif, Format::kJxl})
    for (image::Effort effort : {image::Effort::kFast, image::Effort::kSmall})
      plan.renditions.push_back({.box_width = kSide / 2, .format = format, .effort = effort});
  // Every operation once: tables and the choice of SIMD are made at their first use.
  plan.renditions.push_back({.box_width = kSide / 2,
                             .box_height = kSide / 2,
                             .fit = image::Fit::kCover,
                             .operations = {.trim = 1,
                                            .flip = image::Flip::kHorizontal,
                                            .quarter_turns = 1,
                                            .gravity = Gravity::kSmart,
                                            .blur = 3,
                                            .sharpen = 1,
                                            .background = Color{},
                                            .pad = {.top = 1, .right = 1, .bottom = 1, .left = 1},
                                            .watermark = {.version = 1, .tile = true}}});
  return plan;
}

constexpr image::Limits kReadEverything{.inputs = kWritten};

image::Plan plan_of_one() { return {.renditions = {{.box_width = kSide / 4}}, .limits = kReadEverything}; }

/// glibc's qsort asks for the size of the machine's memory the first time it sorts more than a kilobyte, stdio looks at
/// locales when it prints its first floating-point number, and gmtime, which lcms stamps profiles with, reads the time
/// zone once (and never again, as TZ is set: pool/spawn.cc).
void warm_c_library() {
  ::tzset();
  std::array<int, 1024> numbers{};
  std::qsort(numbers.data(), numbers.size(), sizeof(int),
             [](const void* a, const void* b) { return *static_cast<const int*>(a) - *static_cast<const int*>(b); });
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%f", static_cast<double>(numbers[0]));
}

}  // namespace

Result<void> warm_libraries(Work& work) {
  warm_c_library();
  std::vector<std::uint8_t> made;
  const auto collect = [&made](Bytes bytes) -> Result<void> {
    made.insert(made.end(), bytes.begin(), bytes.end());
    return {};
  };
  const auto drop = [](Bytes) -> Result<void> { return {}; };
  const auto unheard = [](double) {};
  const std::vector<std::uint8_t> source = tiny_png(kSide);
  TRY(work.probe(source, image::Limits{}));
  const image::RenderOutcome outcome = TRY(work.render(source, source, plan_of_everything(), collect, unheard));
  for (const image::RenditionOutcome& picture : outcome.renditions) {
    const Bytes file =
        Bytes(made).subspan(static_cast<std::size_t>(picture.offset), static_cast<std::size_t>(picture.bytes));
    TRY(work.probe(file, kReadEverything));
    TRY(work.render(file, {}, plan_of_one(), drop, unheard));
  }
  return {};
}

}  // namespace pictor::codec
