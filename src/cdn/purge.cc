#include "cdn/purge.h"

#include <algorithm>
#include <map>
#include <ranges>

namespace pictor::cdn {
namespace {

constexpr std::size_t kMaxPath = 4'000;  // CloudFront's; Varnish takes 8 KB

/// Each item once, in the order of its first; who must never see it again decides.
std::vector<Purge> each_once(std::vector<Purge> purges) {
  std::vector<Purge> kept;
  std::map<std::string, std::size_t, std::less<>> places;
  for (Purge& purge : purges) {
    const auto [place, is_new] = places.try_emplace(purge.item, kept.size());
    if (is_new) {
      kept.push_back(std::move(purge));
    } else if (purge.staleness == Staleness::kNever) {
      kept[place->second].staleness = Staleness::kNever;
    }
  }
  return kept;
}

/// The tags of tenants instead of their purges, where a tenant has several.
std::vector<Purge> by_tenant(const std::vector<Purge>& purges) {
  std::map<TenantId, std::vector<const Purge*>> of_tenants;
  std::vector<Purge> kept;
  for (const Purge& purge : purges) {
    if (purge.tenant.empty()) {
      kept.push_back(purge);
    } else {
      of_tenants[purge.tenant].push_back(&purge);
    }
  }
  for (const auto& [tenant, own] : of_tenants) kept.push_back(own.size() > 1 ? purge_tenant(tenant) : *own.front());
  return kept;
}

}  // namespace

Purge purge_image(const TenantId& tenant, const ImageId& image, Staleness staleness) {
  return {.tenant = tenant, .item = delivery::image_tag(image).str(), .staleness = staleness};
}

Purge purge_tenant(const TenantId& tenant) { return {.tenant = tenant, .item = delivery::tenant_tag(tenant).str()}; }

Purge purge_preset(const delivery::PresetVersion& preset) {
  return {.tenant = {}, .item = delivery::preset_tag(preset).str(), .staleness = Staleness::kWhileRefetched};
}

Purge purge_everything() { return {.tenant = {}, .item = std::string(kEverything)}; }

Result<Purge> purge_path(std::string path) {
  const std::string_view inside = std::string_view(path).substr(0, path.empty() ? 0 : path.size() - 1);
  const bool visible = std::ranges::all_of(path, [](char c) { return c > ' ' && c < 0x7f; });
  if (!is_path(path) || !visible || path.size() > kMaxPath || inside.contains('*') || path.contains('#')) {
    return fail_parameter("path", "a path begins with a slash, is of visible ASCII and has * only at its end");
  }
  return Purge{.tenant = {}, .item = std::move(path)};
}

std::vector<Purge> economise(std::vector<Purge> purges, std::size_t allowed) {
  purges = each_once(std::move(purges));
  if (std::ranges::find(purges, kEverything, &Purge::item) != purges.end()) return {purge_everything()};
  if (purges.size() <= allowed) return purges;
  purges = by_tenant(purges);
  if (purges.size() <= allowed) return purges;
  return {purge_everything()};
}

}  // namespace pictor::cdn
