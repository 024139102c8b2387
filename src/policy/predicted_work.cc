#include "policy/predicted_work.h"

#include <algorithm>
#include <cmath>

#include "image/geometry.h"

namespace pictor::policy {
namespace {

/// Nanoseconds to decode a pixel and to bring it to the size of a rendition.
double decoding_cost(Format format) {
  switch (format) {
    case Format::kJpeg:
      return 6;  // scaled while it is decoded
    case Format::kPng:
    case Format::kWebp:
    case Format::kGif:
      return 15;
    case Format::kAvif:
      return 30;
    case Format::kJxl:
      return 60;
    case Format::kSvg:  // at full size, and of filters; most drawings take a tenth
      return 50;
    case Format::kHeic:
      return 40;
    case Format::kTiff:
    case Format::kBmp:
    case Format::kIco:
      break;
  }
  return 12;
}

/// Nanoseconds to encode a pixel.
double encoding_cost_once(const image::RenditionSpec& spec) {
  const bool small = spec.effort == image::Effort::kSmall;
  switch (spec.format) {
    case Format::kJpeg:
      return small ? 40 : 15;
    case Format::kPng:
      return small ? 150 : 60;
    case Format::kWebp:
      return small ? 180 : 80;
    case Format::kAvif:
      return small ? 1'500 : 110;
    case Format::kJxl:
      return small ? 260 : 80;
    default:
      return 100;
  }
}

/// The search for a quality costs about this many encodings (bench/quality-auto).
constexpr double kEncodingsOfSearch = 4;

double encoding_cost(const image::RenditionSpec& spec) {
  return encoding_cost_once(spec) * (spec.floor ? kEncodingsOfSearch : 1);
}

/// Pixels of a rendition at most: it is not known here how much its operations cut away.
double pixels_of(const ImageFacts& source, const image::RenditionSpec& spec) {
  const double width = spec.box_width > 0 ? std::min(spec.box_width, source.width) : source.width;
  const double height = spec.box_height > 0 ? std::min(spec.box_height, source.height) : source.height;
  const double ratio = std::min(width / source.width, height / source.height);
  return spec.fit == image::Fit::kInside ? ratio * ratio * source.width * source.height : width * height;
}

double frames_of(const ImageFacts& source, const image::RenditionSpec& spec) {
  const bool moves = spec.animated && (spec.format == Format::kWebp || spec.format == Format::kGif);
  return moves ? std::max(1, source.frames) : 1;
}

}  // namespace

std::chrono::milliseconds predicted_work(const ImageFacts& source, const image::Plan& plan) {
  const double source_pixels = static_cast<double>(source.width) * source.height;
  double most_frames = 1;
  double nanoseconds = 0;
  for (const image::RenditionSpec& spec : plan.renditions) {
    const double frames = frames_of(source, spec);
    most_frames = std::max(most_frames, frames);
    nanoseconds += encoding_cost(spec) * pixels_of(source, spec) * frames;
  }
  if (plan.optimize) {
    const image::RenditionSpec optimized{
        .box_width = plan.optimize->max_side, .box_height = plan.optimize->max_side, .format = Format::kWebp};
    nanoseconds += 2 * encoding_cost(optimized) * pixels_of(source, optimized);
  }
  nanoseconds += decoding_cost(source.format) * source_pixels * most_frames;
  return std::chrono::milliseconds(std::max(1L, std::lround(nanoseconds / 1e6)));
}

}  // namespace pictor::policy
