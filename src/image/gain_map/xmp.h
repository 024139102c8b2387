#pragma once
// Gain map metadata as Adobe's "Gain map specification" 1.0 stores them: XMP of the namespace hdrgm, in an APP1
// segment.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "image/gain_map/parameters.h"

namespace pictor::image {

/// What an APP1 segment of XMP begins with (XMP part 3, section 1.1.3).
inline constexpr std::string_view kXmp("http://ns.adobe.com/xap/1.0/\0", 29);

/// The parameters in a packet of XMP, as attributes or as elements, one number for all channels or an rdf:Seq of three.
/// nullopt for what is no XML, says nothing of a gain map, or not all that has no default; for another version than 1,
/// an HDR base and for parameters that are not sane. External entities do not exist here, nor do those of a document
/// type. Pure; for hostile bytes.
std::optional<GainMapParameters> parse_gain_map_xmp(Bytes packet);

/// The payload of the APP1 segment of the map, with numbers that come back as they were. Pure.
std::vector<std::uint8_t> gain_map_xmp(const GainMapParameters& parameters);

/// That of the base: version, and the directory of Google's GContainer ("Ultra HDR image format" 1.1) with a map of
/// `map_bytes` behind the base. Pure.
std::vector<std::uint8_t> gain_map_directory_xmp(std::size_t map_bytes);

}  // namespace pictor::image
