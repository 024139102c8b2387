#include "image/encode/webp/operating_point.h"

#include <algorithm>
#include <cmath>

namespace pictor::image::vp8 {
namespace {

// All numbers here were found with SSIMULACRA 2 on sixteen photos at 300, 600 and 1200 px, bytes at equal score.

/// DCs are quantised much more finely than the rest, which the format's defaults do not: 7 % fewer bytes. An error in
/// them is an edge of a block, or a change of colour over an area.
constexpr QuantiserDeltas kDeltas = {
    .luma_dc = -12, .luma_dcs_dc = -4, .luma_dcs_ac = -4, .chroma_dc = -11, .chroma_ac = 3};

/// Indices by which a segment is quantised more coarsely for each power of two that it is busier: 4 % fewer bytes.
constexpr double kIndicesPerPower = 2.3;

/// The loop filter's strength, of a step of the AC coefficients. Weaker than libwebp's: with finer DCs there is less to
/// smooth. Half as strong or twice costs 0.5 %.
constexpr double kFilterOfStep = 0.16;

/// libwebp's index (of a segment of middling texture), moved to where our score of a resized photo is at most a point
/// below that of libwebp at the same quality, for a tenth fewer bytes: better modes score more at one index, so
/// Effort::kSmall is quantised more coarsely.
double base_index(const EncodeSettings& encode) {
  const double share = encode.quality / 100.0;
  const double linear = share < 0.75 ? share * 2 / 3 : 2 * share - 1;
  const double library = (kQuantIndices - 1) * (1 - std::cbrt(linear));
  constexpr double kMost = 6;
  constexpr double kShare = 0.21;
  const double effort = encode.effort == Effort::kSmall ? 2.1 : 0.9;
  return library + std::min(kMost, kShare * library) + effort;
}

}  // namespace

FrameSettings settings_for(const EncodeSettings& encode, const Segmentation& segmentation) {
  FrameSettings made{.deltas = kDeltas};
  const double base = base_index(encode);
  for (int i = 0; i < kSegments; ++i) {
    const long index = std::lround(base + kIndicesPerPower * segmentation.business[i]);
    Segment& segment = made.segments[i];
    segment.quantiser = static_cast<int>(std::clamp<long>(index, 0, kQuantIndices - 1));
    constexpr int kStrongest = 63;
    segment.filter = std::min(kStrongest, static_cast<int>(std::lround(kFilterOfStep * kAcSteps[segment.quantiser])));
  }
  return made;
}

}  // namespace pictor::image::vp8
