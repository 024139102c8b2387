#pragma once
// Which renditions made on request are wanted, and what all of them take: for the one bound that they share.

#include <span>
#include <string>
#include <vector>

#include "model/image.h"
#include "sql/database.h"

namespace pictor::catalog {

/// Names one rendition among all tenants.
struct RenditionKey {
  TenantId tenant;
  ImageId image;
  VersionId version;
  std::string spec;
  auto operator<=>(const RenditionKey&) const = default;
};

/// Notes that they were wanted at `now`; one that is gone is no error.
Result<void> note_uses(sql::Session& session, std::span<const RenditionKey> keys, Time now);

/// Bytes of all renditions of all tenants.
Result<std::int64_t> sum_renditions(sql::Session& session);

struct LeastUsedRendition {
  RenditionKey key;
  Format format = Format::kJpeg;
  std::int64_t bytes = 0;
};
/// Of all tenants, those that were wanted longest ago, in that order.
Result<std::vector<LeastUsedRendition>> find_least_used(sql::Session& session, int limit);

}  // namespace pictor::catalog
