// CPU milliseconds of resizing and of PNG for one photo, least of a few rounds, as lines "job milliseconds bytes":
// resize_bench FILE. bench/resize/run sets them beside sharp's; libspng with zlib, the peer of PNG, is measured here.

#include <spng.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <vector>

#include "image/decode/picture_source.h"
#include "image/encode/encode.h"
#include "image/render.h"
#include "image/resize/cascade.h"
#include "photos.h"

namespace {

using namespace pictor;         // NOLINT: a program of one file
using namespace pictor::image;  // NOLINT
using bench::cpu_ms;
using bench::must;

constexpr int kRounds = 5;
constexpr int kSide = 600;

void report(const char* job, const std::function<std::size_t()>& work) {
  double least = 1e9;
  std::size_t bytes = 0;
  for (int i = 0; i < kRounds; ++i) {
    const double start = cpu_ms();
    bytes = work();
    least = std::min(least, cpu_ms() - start);
  }
  std::printf("%s %.2f %zu\n", job, least, bytes);
}

void must(Result<void> result) {
  if (!result) std::exit(1);
}

void check(bool holds) {
  if (!holds) std::exit(1);
}

Picture decode(Bytes file, const ProbeOutcome& probed) {
  const auto source = must(open_picture(file, probed, {}));
  Picture picture(source->shape().width, source->shape().height, source->shape().channels);
  for (int y = 0; y < picture.height(); ++y) must(source->read_row({picture.row(y), picture.stride()}));
  must(source->finish());
  return picture;
}

std::vector<Picture> resize(const PictureView& from, const std::vector<int>& sides) {
  std::vector<CascadeTarget> targets;
  targets.reserve(sides.size());
  for (const int side : sides) targets.push_back({{}, fit_inside({from.width, from.height}, {side, side})});
  Cascade cascade(
      {from.width, from.height, from.channels, static_cast<double>(from.width), static_cast<double>(from.height)},
      targets);
  for (int y = 0; y < from.height; ++y) cascade.push({from.row(y), from.stride()});
  std::vector<Picture> made;
  for (Picture& picture : cascade.pictures()) made.push_back(std::move(picture));
  return made;
}

using Spng = std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)>;

std::size_t spng_decode(Bytes file, int channels, std::vector<std::uint8_t>& pixels) {
  const Spng png(spng_ctx_new(0), spng_ctx_free);
  check(spng_set_png_buffer(png.get(), file.data(), file.size()) == 0);
  const spng_format format = channels == 4 ? SPNG_FMT_RGBA8 : SPNG_FMT_RGB8;
  check(spng_decode_image(png.get(), pixels.data(), pixels.size(), format, SPNG_DECODE_TRNS) == 0);
  return pixels.size();
}

std::size_t spng_encode(const PictureView& picture) {
  const Spng png(spng_ctx_new(SPNG_CTX_ENCODER), spng_ctx_free);
  spng_ihdr header{.width = static_cast<std::uint32_t>(picture.width),
                   .height = static_cast<std::uint32_t>(picture.height),
                   .bit_depth = 8,
                   .color_type = static_cast<std::uint8_t>(picture.channels == 4 ? SPNG_COLOR_TYPE_TRUECOLOR_ALPHA
                                                                                 : SPNG_COLOR_TYPE_TRUECOLOR)};
  spng_set_option(png.get(), SPNG_ENCODE_TO_BUFFER, 1);
  spng_set_option(png.get(), SPNG_IMG_COMPRESSION_LEVEL, 6);
  check(spng_set_ihdr(png.get(), &header) == 0);
  check(spng_encode_image(png.get(), picture.pixels, picture.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE) == 0);
  std::size_t bytes = 0;
  int error = 0;
  const std::unique_ptr<void, decltype(&std::free)> file(spng_get_png_buffer(png.get(), &bytes, &error), std::free);
  return bytes;
}

std::size_t whole(Bytes file, Effort effort) {
  const Plan plan{.renditions = {{.box_width = kSide, .box_height = kSide, .format = Format::kPng, .effort = effort}}};
  std::size_t bytes = 0;
  const OutputSink sink = [&](Bytes part) {
    bytes += part.size();
    return Result<void>{};
  };
  must(render(file, plan, sink, [](double) {}));
  return bytes;
}

}  // namespace

int main(int count, char** arguments) {
  check(count == 2);
  std::ifstream stream(arguments[1], std::ios::binary);
  const std::vector<std::uint8_t> file{std::istreambuf_iterator<char>(stream), {}};
  const ProbeOutcome probed = must(probe(file, {}));
  const Picture photo = decode(file, probed);
  if (probed.facts.format == Format::kPng) {
    std::vector<std::uint8_t> pixels(photo.view().size());
    report("decode", [&] { return decode(file, probed).view().size(); });
    report("decode_spng", [&] { return spng_decode(file, photo.channels(), pixels); });
  }
  report("resize", [&] { return resize(photo.view(), {kSide}).size(); });
  report("cascade", [&] { return resize(photo.view(), {1200, 600, 300, 150}).size(); });
  const std::vector<Picture> small = resize(photo.view(), {kSide});
  for (const Effort effort : {Effort::kFast, Effort::kSmall}) {
    report(effort == Effort::kFast ? "encode_fast" : "encode_small",
           [&] { return must(encode_png(small[0].view(), {.effort = effort})).size(); });
    report(effort == Effort::kFast ? "whole_fast" : "whole_small", [&] { return whole(file, effort); });
  }
  report("encode_spng", [&] { return spng_encode(small[0].view()); });
}
