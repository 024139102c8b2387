#pragma once

#include <cstdint>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::image {

/// An HEVC configuration box, `hvcC` (ISO/IEC 14496-15 section 8.3.3.1). Borrows its payload.
struct HevcConfiguration {
  int length_bytes = 4;               ///< of the number before each NAL unit of a picture: 1, 2 or 4
  std::vector<Bytes> parameter_sets;  ///< NAL units: VPS, SPS, PPS; others are left out
};

/// What a sequence parameter set says of its pictures (ITU-T H.265 section 7.3.2.2).
struct HevcSequence {
  std::uint32_t coded_width = 0;  ///< what a decoder allocates
  std::uint32_t coded_height = 0;
  int bit_depth = 8;
};

/// Type of a NAL unit (section 7.3.1.2); -1 of one too short to have a header.
int hevc_nal_type(Bytes nal);

/// Errors: kCorruptImage. Pure.
Result<HevcConfiguration> read_hevc_configuration(Bytes payload);

/// The largest of the configuration's sequences, of which at least one there must be. Errors: kCorruptImage;
/// kUnprocessable for samples of more than 12 bits. Pure.
Result<HevcSequence> largest_hevc_sequence(const HevcConfiguration& configuration);

}  // namespace pictor::image
