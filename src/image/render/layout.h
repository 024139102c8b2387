#pragma once
// A plan turned into pixels to make: which sizes one decode must give, and how large that decode has to be.

#include <optional>
#include <span>
#include <vector>

#include "image/decode/picture_source.h"
#include "image/geometry.h"
#include "image/operations/analysis.h"
#include "image/plan.h"
#include "image/probe.h"
#include "image/render/resized_pictures.h"

namespace pictor::image {

/// How much larger than its largest rendition a JPEG is decoded at least (to the next N/8). The scaled decode gives
/// back the light that it averages away in gamma (PictureSource::lost_variance()), so that against a full decode JPEGs
/// of quality 80 lose a median of 0.2 SSIMULACRA2 points at this margin; docs/energy-corrected-decoding.md has the
/// measurements, and what other margins cost. 1.65 also lets the 4000 px wide photos of phones be decoded at a quarter
/// for 600 px.
inline constexpr double kDecodeMargin = 1.65;
/// The optimized version is large: the full margin would mean decoding nearly every photo in full.
inline constexpr double kOptimizedDecodeMargin = 1.3;

/// Sizes are those of the picture as stored; `placements` as shown, trimmed and turned.
struct Layout {
  std::vector<Placement> placements;     ///< of the renditions
  std::vector<ShownTarget> targets;      ///< of the renditions, then those below
  std::optional<std::size_t> optimized;  ///< which target
  std::optional<std::size_t> placeholder;
  DecodeTarget decode;
};

/// How large a decode must be for targets of it at kDecodeMargin. Pure.
DecodeTarget decode_target_for(std::span<const ShownTarget> targets);

/// `analysis` is what analyse() said of the same plan. Errors: those of place(); kInvalidParameter for more than
/// kMaxRenditions. Pure.
Result<Layout> lay_out(const Plan& plan, const ProbeOutcome& probed, const Analysis& analysis);

}  // namespace pictor::image
