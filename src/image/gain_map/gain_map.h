#pragma once
// JPEGs with a gain map: an SDR picture that every reader shows, and behind it a second, smaller one that says how much
// brighter each part of it is where a display can show it (Ultra HDR, Adobe's gain maps, ISO 21496-1).

#include <cstdint>
#include <optional>
#include <vector>

#include "base/encoding.h"
#include "image/gain_map/parameters.h"
#include "image/limits.h"

namespace pictor::image {

struct GainMap {
  Bytes file;  ///< the map as a JPEG of its own, with all of its metadata; what follows its end may be in it
  GainMapParameters parameters;
};

/// The gain map of a JPEG that was probed: the first further picture that calls itself one by its own XMP or ISO
/// metadata, which goes first; found by the multi-picture directory, or else right behind the picture's end, where
/// Ultra HDR has it. The map itself is not looked at beyond its frame header. nullopt where there is none, or none that
/// the same numbers would be right for beside a base that was brought to other primaries. Borrows `jpeg`. Pure; for
/// hostile bytes.
std::optional<GainMap> find_gain_map(Bytes jpeg, const Limits& limits);

/// `base` with a gain map behind it. Both are JPEGs without metadata (a profile and JFIF may be there); what says that
/// they belong together, by XMP, ISO 21496-1 and the multi-picture directory, is written anew. `parameters` are sane.
/// Pure.
std::vector<std::uint8_t> with_gain_map(Bytes base, Bytes map, const GainMapParameters& parameters);

}  // namespace pictor::image
