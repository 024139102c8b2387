#pragma once

#include <cstdint>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/byte_reader.h"

namespace pictor::image {

/// One chunk. Borrowed from the file.
struct PngChunk {
  std::uint32_t type = 0;  ///< as fourcc()
  Bytes whole;             ///< length, type, payload and CRC
  Bytes payload;
  /// Bit 5 of the first letter (PNG third edition, section 5.4): a decoder must know the chunk.
  bool is_critical() const { return (type & 0x20000000) == 0; }
};

/// Appends a chunk with its length and CRC.
void append_png_chunk(std::vector<std::uint8_t>& file, const char (&type)[5], Bytes payload);

/// The chunks of a PNG after its signature.
class PngChunks {
 public:
  explicit PngChunks(Bytes file) : reader_(file) { reader_.skip(8); }

  /// The next chunk, its CRC checked: IEND is the last that may be asked for. Errors: kCorruptImage when the file ends
  /// before it, or the CRC is wrong; also in ancillary chunks, because the decoder refuses those too.
  Result<PngChunk> next();

 private:
  ByteReader reader_;
};

}  // namespace pictor::image
