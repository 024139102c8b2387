#pragma once

#include <string>

#include "catalog/images.h"

namespace pictor::catalog {

/// Where a page ended: the sort key and the id of its last image.
struct ListPosition {
  sql::Value key;
  std::string id;
};

/// The key by which `query` sorts an image.
sql::Value sort_key(const ListQuery& query, const Image& image);

/// An opaque text for a position in the answer to `query`. It is not secret and grants nothing: a list shows one tenant
/// whatever its cursor says.
std::string write_cursor(const TenantId& tenant, const ListQuery& query, const ListPosition& position);
/// Errors: kInvalidParameter for what write_cursor() did not write for the same tenant, filters and order.
Result<ListPosition> read_cursor(const TenantId& tenant, const ListQuery& query);

}  // namespace pictor::catalog
