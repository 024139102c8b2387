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
struct HeifExtent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  ///< 0: to the end
};

/// A picture, a grid of pictures, or metadata (ISO/IEC 23008-12 section 6).
struct HeifItem {
  std::uint32_t type = 0;           ///< `av01`, `grid`, `Exif`, `mime`… as fourcc(); 0 where nothing names it
  std::uint8_t construction = 0;    ///< 0: extents in the file, 1: in `idat`, 2: in another item
  std::vector<HeifExtent> extents;  ///< in order
  std::vector<std::uint16_t> property_indices;  ///< from 1, into HeifMeta::properties
};

/// `type` from one item to another: `auxl` alpha -> picture, `dimg` grid -> tile.
struct HeifReference {
  std::uint32_t type = 0;
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

/// A meta box, taken apart (ISO/IEC 14496-12 section 8.11, ISO/IEC 23008-12 section 9.3). Borrows the file.
struct HeifMeta {
  std::optional<std::uint32_t> primary;
  std::map<std::uint32_t, HeifItem> items;
  std::vector<HeifReference> references;
  std::vector<BmffBox> properties;
  Bytes idat;

  /// First property of that type of an item; nullptr when it has none.
  const BmffBox* property(const HeifItem& item, std::uint32_t type) const;
};

/// Reads the payload of a meta box; every entry of its tables is taken from the budget. Errors: kCorruptImage,
/// kUnprocessable.
Result<HeifMeta> parse_heif_meta(Bytes payload, ContainerBudget& budget);

}  // namespace pictor::image
