#pragma once
// Gain map metadata as ISO 21496-1 stores them: behind a name in an APP2 segment. All numbers are big-endian.
//
//   u16 minimum_version (0), u16 writer_version; the base picture has these alone
//   u8  flags: 0x80 is_multichannel, 0x40 use_base_colour_space
//   u32/u32 base_hdr_headroom, u32/u32 alternate_hdr_headroom
//   for one channel or three: s32/u32 gain_map_min, s32/u32 gain_map_max, u32/u32 gamma, s32/u32 base_offset,
//                             s32/u32 alternate_offset
//
// libultrahdr wrote drafts with two more flags: 0x04, the base is the HDR picture; 0x08, one denominator for all
// fractions, which then comes first.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "image/gain_map/parameters.h"

namespace pictor::image {

/// What the APP2 segments of both pictures begin with.
inline constexpr std::string_view kIsoGainMap("urn:iso:std:iso:ts:21496:-1\0", 28);

struct IsoGainMap {
  GainMapParameters parameters;
  /// Whether the gains are those of the base's own primaries; else of those that the map's ICC profile names.
  bool in_base_colours = true;
};

/// The metadata behind the name. nullopt for damage, a later version, a base that is the HDR picture and for
/// parameters that are not sane. Pure; for hostile bytes.
std::optional<IsoGainMap> parse_iso_gain_map(Bytes metadata);

/// The payload of the APP2 segment of the map, and that of the base. The fractions are decimal, so that numbers of up
/// to nine digits come back as they were. Pure.
std::vector<std::uint8_t> iso_gain_map(const GainMapParameters& parameters);
std::vector<std::uint8_t> iso_gain_map_version();

}  // namespace pictor::image
