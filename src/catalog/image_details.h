#pragma once

#include <vector>

#include "model/image.h"
#include "sql/database.h"

namespace pictor::catalog {

/// Adds tags, thumbnails and optimization to images of one tenant, with three statements however many they are.
/// At most 256 images.
Result<std::vector<ImageDetails>> with_details(sql::Session& session, const TenantId& tenant,
                                               std::vector<Image> images);

}  // namespace pictor::catalog
