#pragma once
// JPEGs of phones: a picture for every display, and behind it a second one that says how bright it may be shown.

#include <cstdint>
#include <string>
#include <string_view>

#include "support/container_parts.h"

namespace pictor::test {

/// An APP1 segment of XMP.
FileBytes xmp_segment(std::string_view text);
/// XMP of one rdf:Description with the prefix hdrgm, and these attributes and elements.
std::string gain_map_description(std::string_view attributes, std::string_view elements = {});
/// APP2 of CIPA DC-007 section 5: a TIFF directory with the number of pictures and where they are, here two.
FileBytes mpf_segment(std::uint32_t first_bytes, std::uint32_t second_offset, std::uint32_t second_bytes);
/// The file with more segments right after SOI.
FileBytes with_segments(const FileBytes& jpeg, const FileBytes& segments);
/// Both in a row; the first has further segments and a multi-picture directory.
FileBytes two_pictures(const FileBytes& first, const FileBytes& segments, const FileBytes& second);

/// Attributes of a gain map whose numbers are all its own.
inline constexpr std::string_view kGainMapAttributes =
    "hdrgm:Version='1.0' hdrgm:GainMapMin='-0.5' hdrgm:GainMapMax='2.25' hdrgm:Gamma='0.8' hdrgm:OffsetSDR='0.015'"
    " hdrgm:OffsetHDR='0.025' hdrgm:HDRCapacityMin='0.125' hdrgm:HDRCapacityMax='2.3' hdrgm:BaseRenditionIsHDR='False'";

/// `map` as a gain map behind `base`, as Ultra HDR has it, with secrets in the XMP of both.
FileBytes jpeg_with_gain_map(const FileBytes& base, const FileBytes& map);

}  // namespace pictor::test
