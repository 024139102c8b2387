#pragma once

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/encode/webp/coded_frame.h"

namespace pictor::image::vp8 {

/// A WebP file ("simple lossy": RFC 9649, 2.5) with the frame as a VP8 key frame (RFC 6386, section 9). Errors:
/// kUnprocessable when there are so many macroblocks that the format has no room for their modes.
Result<EncodedBytes> write_webp(const CodedFrame& frame);

}  // namespace pictor::image::vp8
