#pragma once
// Names under which the copies of an image are found again at the edge, so that they can be forgotten together.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.h"

namespace pictor::delivery {

/// `t:<tenant>`, `i:<image>` or `p:<preset>@<version>`: visible ASCII without commas and spaces, at most 256
/// characters, so that every edge takes it as it is.
using CacheTag = StrongId<struct CacheTagTag>;

/// One state of a named preset: other pictures, another version.
struct PresetVersion {
  std::string name;  ///< `[a-z0-9][a-z0-9_-]{0,62}`
  int version = 1;
};

/// Reads `card@3`. nullopt for any other text.
std::optional<PresetVersion> parse_preset_version(std::string_view text);

CacheTag tenant_tag(const TenantId& tenant);
CacheTag image_tag(const ImageId& image);
CacheTag preset_tag(const PresetVersion& preset);

/// The tags of one answer: a picture of `image`, made by `preset` where one was named.
std::vector<CacheTag> cache_tags(const TenantId& tenant, const ImageId& image,
                                 const std::optional<PresetVersion>& preset);

/// How an edge wants to be told the tags of an answer.
struct TagHeader {
  std::string name = "Cache-Tag";  ///< empty: it takes none
  std::string_view separator = ",";
};

std::string header_value(const TagHeader& header, const std::vector<CacheTag>& tags);

}  // namespace pictor::delivery
