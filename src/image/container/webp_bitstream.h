#pragma once

#include <cstdint>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::image {

/// What the first bytes of a VP8 or VP8L bitstream say.
struct WebpBitstream {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool complete = true;    ///< false when the first partition of VP8 is longer than what is there
  bool has_alpha = false;  ///< of VP8L; a VP8 picture's alpha is a chunk of its own
};

/// A key frame's header (RFC 6386 section 9.1). Errors: kCorruptImage.
Result<WebpBitstream> read_vp8_header(Bytes payload);
/// A lossless bitstream's header (RFC 9649 section 3.4). Errors: kCorruptImage.
Result<WebpBitstream> read_vp8l_header(Bytes payload);

}  // namespace pictor::image
