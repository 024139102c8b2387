#pragma once

#include <string>
#include <vector>

#include "model/ids.h"
#include "sql/database.h"

namespace pictor::catalog {

/// The tags of an image in the order they were given.
Result<std::vector<std::string>> read_tags(sql::Session& session, const TenantId& tenant, const ImageId& id);
/// Writes tags of an image that has none. Errors: kConflict when one is there twice.
Result<void> insert_tags(sql::Session& session, const TenantId& tenant, const ImageId& id,
                         const std::vector<std::string>& tags);
/// Makes `tags` the tags of an image; touches nothing when they are already.
Result<void> replace_tags(sql::Session& session, const TenantId& tenant, const ImageId& id,
                          const std::vector<std::string>& tags);

}  // namespace pictor::catalog
