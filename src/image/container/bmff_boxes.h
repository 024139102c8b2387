#pragma once

#include <cstdint>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/byte_reader.h"

namespace pictor::image {

/// One box. Borrowed from the file.
struct BmffBox {
  std::uint32_t type = 0;  ///< as fourcc()
  Bytes payload;           ///< after size and type; of a full box it starts with version and flags
  bool truncated = false;  ///< longer than what is left; `payload` is empty then
};

/// The boxes in a run of bytes (ISO/IEC 14496-12 section 4.2).
class BmffBoxes {
 public:
  explicit BmffBoxes(Bytes boxes) : reader_(boxes) {}
  bool at_end() const { return reader_.at_end(); }

  /// The next box; a truncated one is the last.
  BmffBox next();

 private:
  ByteReader reader_;
};

}  // namespace pictor::image
