#pragma once
// The words of queries for renditions.

#include <optional>
#include <string_view>

#include "app/read_image.h"
#include "http/target.h"

namespace pictor::http {

inline constexpr std::string_view kStoredFormatNames = "jpeg, png, webp, avif, gif, heic, tiff, bmp, ico or jxl";

/// A format that originals may be of, by its one name: `jpg` is none.
std::optional<Format> stored_format_from(std::string_view name);

/// Whether any parameter asks for bytes (contract: GET /images/{id}).
bool asks_for_bytes(const Query& query);

/// What the parameters of delivery/transform.h, `download` and the Accept header ask for.
struct RenditionQuery {
  app::RenditionRequest request;
  bool download = false;
};
/// Errors: kInvalidParameter with the field, also for parameters of other calls.
Result<RenditionQuery> read_rendition_query(const Query& query, std::string_view accept);

}  // namespace pictor::http
