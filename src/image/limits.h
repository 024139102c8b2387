#pragma once

#include <cstdint>

#include "model/format.h"

namespace pictor::image {

/// Bounds that are checked on the header before a decoder sees the bytes. Every one answers with both numbers.
struct Limits {
  std::int64_t max_pixels = 100'000'000;        ///< of one frame: width x height -> kTooManyPixels
  std::int64_t max_total_pixels = 400'000'000;  ///< of all frames of an animation -> kTooManyPixels
  int max_frames = 1000;                        ///< -> kTooManyFrames
  int max_side = 65'535;                        ///< -> kTooManyPixels
  std::int64_t max_metadata_bytes = 16 << 20;   ///< EXIF, XMP, ICC, text, together, as stored -> kUnprocessable
  int max_scans = 100;                          ///< of a progressive JPEG -> kUnprocessable
  FormatSet inputs = kDefaultInputs;            ///< formats that are read -> kUnsupportedType
  int max_chunks = 50'000;                      ///< segments, chunks or boxes of one file -> kUnprocessable
};

}  // namespace pictor::image
