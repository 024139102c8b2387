#pragma once

#include "image/decode/picture_source.h"
#include "image/picture.h"
#include "support/sample_files.h"

namespace pictor::test {

/// All rows of the first picture of a file, by what probe() says of it or by `probed`.
inline Result<image::Picture> attempt_decode(Bytes file, const image::ProbeOutcome& probed,
                                             image::DecodeTarget target = {}) {
  const auto source = TRY(image::open_picture(file, probed, target));
  image::Picture picture(source->shape().width, source->shape().height, source->shape().channels);
  for (int y = 0; y < picture.height(); ++y) TRY_VOID(source->read_row({picture.row(y), picture.stride()}));
  TRY_VOID(source->finish());
  return picture;
}

inline Result<image::Picture> attempt_decode(Bytes file, image::DecodeTarget target = {}) {
  return attempt_decode(file, TRY(image::probe(file, {})), target);
}

/// Why a file that probe() takes cannot be decoded; nullopt when it can.
inline std::optional<ErrorCode> decode_refusal(Bytes file, const image::ProbeOutcome& probed) {
  const Result<image::Picture> picture = attempt_decode(file, probed);
  return picture ? std::nullopt : std::optional(picture.error().code);
}

/// The samples of one pixel.
inline std::vector<int> pixel(image::Picture& picture, int x, int y) {
  const std::uint8_t* at = picture.row(y) + static_cast<std::ptrdiff_t>(x) * picture.channels();
  return {at, at + picture.channels()};
}

/// Largest difference to the sample pattern (see sample_files.h), in levels; of what is visible.
inline int distance_to_pattern(image::Picture& picture, int frame = 0, bool alpha = false) {
  const FileBytes pattern = sample_pixels(picture.width(), picture.height(), frame, alpha);
  int distance = 0;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      const std::vector<int> is = pixel(picture, x, y);
      const std::uint8_t* should = &pattern[(static_cast<std::size_t>(y) * picture.width() + x) * 4];
      if (alpha) distance = std::max(distance, std::abs(is.at(3) - should[3]));
      if (alpha && should[3] == 0) continue;
      for (std::size_t c = 0; c < 3; ++c) distance = std::max(distance, std::abs(is[c] - should[c]));
    }
  }
  return distance;
}

}  // namespace pictor::test
