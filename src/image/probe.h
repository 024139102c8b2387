#pragma once

#include <optional>

#include "base/encoding.h"
#include "base/result.h"
#include "image/limits.h"
#include "model/image.h"

namespace pictor::image {

/// Format by magic bytes alone, from the first bytes of a file; nullopt for anything Pictor does not read. 12 are
/// enough except for AVIF and HEIC, whose brand may stand anywhere in the list at the file's start: 64 hold what
/// encoders write. What stands before the first element of an
/// SVG may be longer than any head: one that ends in there is taken for SVG. Reads no more than it is given; safe on
/// hostile bytes, so it may run outside a codec process. Pure; any thread.
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
  /// Of AVIF and HEIC, `irot` and `imir`. libjxl turns by itself: normal.
  Orientation orientation = Orientation::kNormal;
  int bit_depth = 8;  ///< bits of a sample as stored
  bool has_icc = false;
  /// How often an animation plays, by PNG's acTL, WebP's ANIM chunk or GIF's NETSCAPE block (which counts repetitions,
  /// one less); 0 = for ever, 1 where there is none.
  int loop_count = 0;
};

/// Walks the container of `file` from its first byte to its end and checks every limit; decodes nothing.
/// A container that does not walk cleanly to its end is kCorruptImage (truncated JPEG, PNG with a wrong CRC, RIFF
/// shorter than it says); trailing bytes after a complete image are allowed and ignored, and so is a GIF's missing
/// trailer. Too many pixels are told from the header even when the rest is missing. An APNG whose animation breaks a
/// rule counts as its default image, an AVIF sequence as its primary picture, a GIF as its logical screen. Errors:
/// kUnsupportedType (also lossless and 12-bit JPEG), kCorruptImage, kTooManyPixels, kTooManyFrames, kUnprocessable
/// (with limit and actual; a walk stops at the first part too many, which is then the actual number). Pure; linear in
/// the size of the file.
Result<ProbeOutcome> probe(Bytes file, const Limits& limits);

}  // namespace pictor::image
