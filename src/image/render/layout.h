#pragma once
// A plan turned into pixels to make: which sizes one decode must give, and how large that decode has to be.

#include <optional>
#include <vector>

#include "image/decode/picture_source.h"
#include "image/geometry.h"
#include "image/operations/analysis.h"
#include "image/plan.h"
#include "image/probe.h"
#include "image/render/resized_pictures.h"

namespace pictor::image {

/// A scaled JPEG decode averages samples in gamma light, which loses detail unless the resize that follows still has
/// work to do: against a full decode, a JPEG of quality 80 made from one loses 1 to 9 SSIMULACRA2 points at 1.2 times
/// its size and mostly less than 2 at 1.6 to 2.5 (four photos of 4 to 20 megapixels). 1.6 also lets the 4000 px wide
/// photos of phones be decoded at half for 1200 px.
inline constexpr double kDecodeMargin = 1.6;
/// The optimized version is large: the full margin would mean decoding nearly every photo in full.
inline constexpr double kOptimizedDecodeMargin = 1.2;

/// Sizes are those of the picture as stored; `placements` as shown, trimmed and turned.
struct Layout {
  std::vector<Placement> placements;     ///< of the renditions
  std::vector<ShownTarget> targets;      ///< of the renditions, then those below
  std::optional<std::size_t> optimized;  ///< which target
  std::optional<std::size_t> placeholder;
  DecodeTarget decode;
};

/// `analysis` is what analyse() said of the same plan. Errors: those of place(); kInvalidParameter for more than
/// kMaxRenditions. Pure.
Result<Layout> lay_out(const Plan& plan, const ProbeOutcome& probed, const Analysis& analysis);

}  // namespace pictor::image
