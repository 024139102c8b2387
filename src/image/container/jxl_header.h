#pragma once

#include <cstdint>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::image {

/// What the start of a JPEG XL codestream says of its picture (ISO/IEC 18181-1 annexes A and E.2).
struct JxlHeader {
  std::uint32_t width = 0;  ///< as stored
  std::uint32_t height = 0;
  bool turned = false;  ///< the orientation exchanges width and height
  int bit_depth = 8;
  int extra_channels = 0;
  bool has_alpha = false;
  bool has_black = false;  ///< CMYK
  bool has_icc = false;
  std::uint64_t icc_bytes = 0;  ///< as stored, less the entropy coding
};

/// Reads the first bytes of a codestream, its signature included. Errors: kCorruptImage. Pure.
Result<JxlHeader> read_jxl_header(Bytes codestream);

}  // namespace pictor::image
