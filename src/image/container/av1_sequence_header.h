#pragma once

#include <cstdint>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::image {

/// Largest frame that an AV1 bitstream announces: decoders allocate by it, whatever the container says.
struct Av1FrameSize {
  std::uint32_t max_width = 0;
  std::uint32_t max_height = 0;
};

/// Reads the sequence header at the start of an AV1 bitstream (AV1 specification sections 5.3 and 5.5); temporal
/// delimiters, padding and metadata may come before it. `start` may end anywhere after it. Errors: kCorruptImage when
/// there is none. Pure.
Result<Av1FrameSize> read_av1_frame_size(Bytes start);

}  // namespace pictor::image
