#pragma once
// Reading and writing the columns that more than one statement of the catalog shares.

#include <string>
#include <string_view>
#include <vector>

#include "model/image.h"
#include "sql/cells.h"

namespace pictor::catalog {

/// What a statement that reads images selects, for read_image().
inline constexpr std::string_view kImageColumns =
    "id, tenant, owner, name, status, error_code, error_message, format, width, height, frames, has_alpha, bytes, "
    "sha256, "
    "version, visibility, album, metadata, focus_x, focus_y, thumbhash, color, created_at, updated_at, expires_at, "
    "deleted_at";

/// An image but for its tags. Errors: kInternal for a cell that no version of Pictor writes.
Result<Image> read_image(sql::CellReader& cells);
/// The cells of kImageColumns, without `id` and `tenant`.
std::vector<sql::Value> image_cells(const Image& image);

/// What a statement that reads thumbnails or renditions selects, for read_thumbnail().
inline constexpr std::string_view kThumbnailColumns = "preset, spec, format, width, height, frames, quality, bytes";
Result<ImageThumbnail> read_thumbnail(sql::CellReader& cells);

/// What a statement that reads optimizations selects, for read_optimization().
inline constexpr std::string_view kOptimizationColumns =
    "spec, format, width, height, frames, quality, bytes, original_bytes, score, metric, candidates, stripped_copy";
Result<ImageOptimization> read_optimization(sql::CellReader& cells);

}  // namespace pictor::catalog
