#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/limit_checks.h"

namespace pictor::image {

/// One field of a TIFF directory; its values lie in the file.
struct TiffField {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint64_t count = 0;
  Bytes data;
};

/// The first directory of a TIFF or BigTIFF (TIFF 6.0 section 2; BigTIFF as libtiff documents it). Later directories
/// are pages, thumbnails or metadata: none is followed, so that no chain of them can loop. Borrows the file.
class TiffDirectory {
 public:
  /// Every field's data are within the file; no tag stands there twice. Errors: kCorruptImage, kUnprocessable for more
  /// fields than `budget` has parts.
  static Result<TiffDirectory> read(Bytes file, ContainerBudget& budget);

  const TiffField* find(std::uint16_t tag) const;
  /// Value `index` of a field of whole numbers; 0 where there is none. Signed types are not read.
  std::uint64_t value(const TiffField& field, std::uint64_t index) const;
  /// The first value of a field, or `fallback` where the file does not have it.
  std::uint64_t value_or(std::uint16_t tag, std::uint64_t fallback) const;
  const std::vector<TiffField>& fields() const { return fields_; }

 private:
  explicit TiffDirectory(bool big_endian) : big_endian_(big_endian) {}

  bool big_endian_;
  std::vector<TiffField> fields_;  ///< in ascending order of their tags
};

}  // namespace pictor::image
