// Any bytes are decoded, by every decoder there is, to rows or to a clean refusal: every frame, at full size and
// reduced. Not SVG: Pango aborts at sizes of text beyond reason, for which there are processes that may die.

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "image/decode/picture_source.h"

namespace {

using pictor::Bytes;
using pictor::Format;
using pictor::FormatSet;
using namespace pictor::image;

constexpr int kMostFrames = 16;

const Limits& limits() {
  static const Limits all{
      .max_pixels = 1 << 18,
      .max_total_pixels = 1 << 20,
      .inputs = FormatSet::of(Format::kJpeg, Format::kPng, Format::kGif, Format::kWebp, Format::kAvif, Format::kHeic,
                              Format::kTiff, Format::kBmp, Format::kIco, Format::kJxl)};
  return all;
}

void read_all(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  const auto source = open_picture(file, probed, target);
  if (!source) return;
  const PictureShape shape = (*source)->shape();
  if (shape.width <= 0 || shape.height <= 0) std::abort();
  std::vector<std::uint8_t> row(static_cast<std::size_t>(shape.width) * shape.channels);
  for (int y = 0; y < shape.height; ++y) {
    if (!(*source)->read_row(row)) return;
    for (const float lost : (*source)->lost_variance()) {
      if (!(lost >= 0)) std::abort();
    }
  }
  (void)(*source)->finish();
}

void play_all(Bytes file, const ProbeOutcome& probed) {
  const auto animation = open_animation(file, probed);
  for (int i = 0; animation && i < std::min(kMostFrames, (*animation)->frames()); ++i) {
    if (!(*animation)->next_frame()) return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes file(data, size);
  const auto probed = probe(file, limits());
  if (!probed) return 0;
  read_all(file, *probed, {});
  read_all(file, *probed, {.min_width = probed->facts.width / 3, .min_height = probed->facts.height / 3});
  if (probed->facts.frames > 1) play_all(file, *probed);
  return 0;
}
