#pragma once
// The words of queries and bodies for formats and fits.

#include <optional>
#include <string_view>

#include "app/read_image.h"
#include "http/target.h"
#include "model/fit.h"

namespace pictor::http {

inline constexpr int kMaxSide = 16383;  ///< pixels: the largest WebP, and so the largest rendition of any format

inline constexpr std::string_view kFormatNames = "jpeg, png, webp, avif or gif";
inline constexpr std::string_view kStoredFormatNames = "jpeg, png, webp, avif, gif, tiff, bmp or ico";
inline constexpr std::string_view kFitNames = "contain, cover, fill or inside";

/// A format that renditions are made in, in the API's spelling alone: `jpg` is none.
std::optional<Format> api_format_from(std::string_view name);
/// A format that originals may be of.
std::optional<Format> stored_format_from(std::string_view name);

/// Whether any parameter asks for bytes (contract: GET /images/{id}).
bool asks_for_bytes(const Query& query);

/// What `w`, `h`, `fit`, `format`, `q`, `dpr`, `download` and the Accept header ask for.
struct RenditionQuery {
  app::RenditionRequest request;
  bool download = false;
};
/// Errors: kInvalidParameter with the field, also for parameters of other calls.
Result<RenditionQuery> read_rendition_query(const Query& query, std::string_view accept);

}  // namespace pictor::http
