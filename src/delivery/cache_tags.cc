#include "delivery/cache_tags.h"

#include <algorithm>

#include "base/number.h"

namespace pictor::delivery {
namespace {

constexpr std::size_t kMaxPresetName = 63;

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

bool is_preset_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxPresetName && is_lower_or_digit(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_lower_or_digit(c) || c == '-' || c == '_'; });
}

std::optional<PresetVersion> parse_preset_version(std::string_view text) {
  const std::size_t at = std::min(text.find('@'), text.size());
  const std::string_view digits = text.substr(std::min(at + 1, text.size()));
  const std::string_view name = text.substr(0, at);
  const auto version = number_from<decltype(PresetVersion::version)>(digits);
  if (!is_preset_name(name) || !version || *version < 1 || digits.front() == '0') return std::nullopt;
  return PresetVersion{.name = std::string(name), .version = *version};
}

CacheTag tenant_tag(const TenantId& tenant) { return CacheTag("t:" + tenant.str()); }
CacheTag image_tag(const ImageId& image) { return CacheTag("i:" + image.str()); }
CacheTag preset_tag(const PresetVersion& preset) {
  return CacheTag("p:" + preset.name + "@" + std::to_string(preset.version));
}

std::vector<CacheTag> cache_tags(const TenantId& tenant, const ImageId& image,
                                 const std::optional<PresetVersion>& preset) {
  std::vector<CacheTag> tags = {tenant_tag(tenant), image_tag(image)};
  if (preset) tags.push_back(preset_tag(*preset));
  return tags;
}

std::string header_value(const TagHeader& header, const std::vector<CacheTag>& tags) {
  std::string text;
  for (const CacheTag& tag : tags) {
    if (!text.empty()) text += header.separator;
    text += tag.str();
  }
  return text;
}

}  // namespace pictor::delivery
