#pragma once
// One walker a format. Each takes the whole file and answers as probe() does; the magic bytes have been seen already.

#include "base/encoding.h"
#include "base/result.h"
#include "image/limits.h"
#include "image/probe.h"

namespace pictor::image {

Result<ProbeOutcome> probe_jpeg(Bytes file, const Limits& limits);
Result<ProbeOutcome> probe_png(Bytes file, const Limits& limits);
Result<ProbeOutcome> probe_gif(Bytes file, const Limits& limits);
Result<ProbeOutcome> probe_webp(Bytes file, const Limits& limits);
Result<ProbeOutcome> probe_avif(Bytes file, const Limits& limits);
Result<ProbeOutcome> probe_heic(Bytes file, const Limits& limits);
Result<ProbeOutcome> probe_tiff(Bytes file, const Limits& limits);
Result<ProbeOutcome> probe_ico(Bytes file, const Limits& limits);
Result<ProbeOutcome> probe_bmp(Bytes file, const Limits& limits);
Result<ProbeOutcome> probe_jxl(Bytes file, const Limits& limits);
Result<ProbeOutcome> probe_svg(Bytes file, const Limits& limits);

/// Whether a picture that is stored so is shown with width and height exchanged.
constexpr bool swaps_sides(Orientation orientation) { return orientation >= Orientation::kTranspose; }

/// Sets the facts of a picture of `width` x `height` stored pixels, which were checked against the limits; reads
/// `outcome.orientation`.
inline void set_size(ProbeOutcome& outcome, std::uint32_t width, std::uint32_t height) {
  const bool swapped = swaps_sides(outcome.orientation);
  outcome.facts.width = static_cast<int>(swapped ? height : width);
  outcome.facts.height = static_cast<int>(swapped ? width : height);
}

}  // namespace pictor::image
