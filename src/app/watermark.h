#pragma once

#include <cstdint>
#include <optional>

#include "app/deps.h"
#include "model/image.h"

namespace pictor::app {

/// The image that a rendition is to be watermarked with; nothing where none is named. Errors, with the field
/// `watermark`: kNotFound, of another tenant's image and of one in the trash as of one that never was; kConflict while
/// it is not ready.
Result<std::optional<Image>> find_watermark(Deps& deps, const TenantId& tenant, const std::optional<ImageId>& id);

/// What image::Watermark::version is for this image.
std::uint64_t watermark_version(const Image& watermark);

}  // namespace pictor::app
