#pragma once

#include <optional>

#include "base/encoding.h"
#include "base/result.h"
#include "image/limits.h"
#include "model/image.h"

namespace pictor::image {

/// Format by magic bytes alone, from the first bytes of a file (32 are enough); nullopt for anything Pictor does not
/// read. Reads no more than it is given; safe on hostile bytes, so it may run outside a codec process. Pure; any
/// thread.
std::optional<Format> sniff_format(Bytes head);

/// EXIF orientation 1..8 as the pixels are stored (TIFF 6 / EXIF 2.32 tag 0x0112).
enum class Orientation : std::uint8_t {
  kNormal = 1,
  kFlipX,
  kRotate180,
  kFlipY,
  kTranspose,
  kRotate90,
  kTransverse,
  kRotate270
};

/// What the whole container says, before any pixel is decoded.
struct ProbeOutcome {
  ImageFacts facts;  ///< width and height after orientation
  Orientation orientation = Orientation::kNormal;
  int bit_depth = 8;  ///< bits of a sample as stored
  bool has_icc = false;
  int loop_count = 0;  ///< of an animation; 0 = for ever
};

/// Walks the container of `file` from its first byte to its end and checks every limit; decodes nothing.
/// A container that does not walk cleanly to its end is kCorruptImage (truncated JPEG, PNG with a wrong CRC, RIFF
/// shorter than it says); trailing bytes after a complete image are allowed and ignored. Errors: kUnsupportedType,
/// kCorruptImage, kTooManyPixels, kTooManyFrames, kUnprocessable (with limit and actual). Pure.
Result<ProbeOutcome> probe(Bytes file, const Limits& limits);

}  // namespace pictor::image
