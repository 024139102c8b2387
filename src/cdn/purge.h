#pragma once
// What is to be forgotten at the edge.

#include <string>
#include <vector>

#include "delivery/cache_tags.h"
#include "model/ids.h"

namespace pictor::cdn {

enum class Staleness {
  kNever,           ///< it must not be served again: deleted, or not public any more
  kWhileRefetched,  ///< it may be served until the edge has the new one
};

/// One purge: `item` is a cache tag, or a path that begins with a slash and may end with a `*` for all that begins so.
struct Purge {
  TenantId tenant;  ///< whose pictures these are; empty: of several tenants
  std::string item;
  Staleness staleness = Staleness::kNever;
  bool again = false;  ///< a repetition, for what reached the cache late: see PurgeTarget::repeat_after()
};

inline constexpr std::string_view kEverything = "/*";

Purge purge_image(const TenantId& tenant, const ImageId& image, Staleness staleness);
Purge purge_tenant(const TenantId& tenant);
Purge purge_preset(const delivery::PresetVersion& preset);
Purge purge_everything();
/// Errors: kInvalidParameter for what is no path of a URL: visible ASCII, at most 4000 characters, `*` only at its end.
Result<Purge> purge_path(std::string path);

inline bool is_path(std::string_view item) { return item.starts_with('/'); }
inline bool is_wildcard(std::string_view item) { return is_path(item) && item.ends_with('*'); }

/// At most `allowed` purges (1 or more) that forget at least what `purges` do: each once; then, of the tenants with
/// several, everything by their tag; then everything of all. Pure.
std::vector<Purge> economise(std::vector<Purge> purges, std::size_t allowed);

}  // namespace pictor::cdn
