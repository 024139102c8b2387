#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/bmff_boxes.h"
#include "image/container/limit_checks.h"

namespace pictor::image {

/// Where a part of an item lies: in the file, or in the meta box's own `idat`.
struct AvifExtent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  ///< 0: to the end
};

/// A picture, a grid of pictures, or metadata (ISO/IEC 23008-12 section 6).
struct AvifItem {
  std::uint32_t type = 0;           ///< `av01`, `grid`, `Exif`, `mime`… as fourcc(); 0 where nothing names it
  std::uint8_t construction = 0;    ///< 0: extents in the file, 1: in `idat`, 2: in another item
  std::vector<AvifExtent> extents;  ///< in order
  std::vector<std::uint16_t> property_indices;  ///< from 1, into AvifMeta::properties
};

/// `type` from one item to another: `auxl` alpha -> picture, `dimg` grid -> tile.
struct AvifReference {
  std::uint32_t type = 0;
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

/// A meta box, taken apart (ISO/IEC 14496-12 section 8.11, ISO/IEC 23008-12 section 9.3). Borrows the file.
struct AvifMeta {
  std::optional<std::uint32_t> primary;
  std::map<std::uint32_t, AvifItem> items;
  std::vector<AvifReference> references;
  std::vector<BmffBox> properties;
  Bytes idat;

  /// First property of that type of an item; nullptr when it has none.
  const BmffBox* property(const AvifItem& item, std::uint32_t type) const;
};

/// Reads the payload of a meta box; every entry of its tables is taken from the budget. Errors: kCorruptImage,
/// kUnprocessable.
Result<AvifMeta> parse_avif_meta(Bytes payload, ContainerBudget& budget);

}  // namespace pictor::image
