#pragma once

#include <cstdint>

#include "base/encoding.h"
#include "image/container/byte_reader.h"

namespace pictor::image {

/// One chunk of a RIFF list. Borrowed from the file.
struct RiffChunk {
  std::uint32_t type = 0;  ///< as fourcc()
  Bytes payload;           ///< without the byte that pads it to an even length; what is left of it when truncated
  bool truncated = false;  ///< longer than what is left
};

/// The chunks in a run of bytes: a WebP file after its `WEBP`, or an animation frame after its header.
class RiffChunks {
 public:
  explicit RiffChunks(Bytes chunks) : reader_(chunks) {}
  bool at_end() const { return reader_.at_end(); }

  /// The next chunk; a truncated one is the last.
  RiffChunk next();

 private:
  ByteReader reader_;
};

}  // namespace pictor::image
