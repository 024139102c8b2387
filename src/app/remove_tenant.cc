#include "app/remove_tenant.h"

#include "app/deletions.h"
#include "app/forget_deliveries.h"
#include "catalog/drafts.h"
#include "catalog/images.h"
#include "catalog/tenants.h"

namespace pictor::app {
namespace {

constexpr int kBatch = 100;  ///< images of one transaction

Result<std::vector<ImageDetails>> next_images(Deps& deps, const TenantId& tenant) {
  return deps.database.read([&](sql::Session& session) -> Result<std::vector<ImageDetails>> {
    // The trash, and what came back from it by a request that had begun before the removal.
    for (const bool deleted : {true, false}) {
      catalog::ImagePage page = TRY(catalog::list_images(session, tenant, {.limit = kBatch, .deleted = deleted}));
      if (!page.items.empty()) return std::move(page.items);
    }
    return std::vector<ImageDetails>{};
  });
}

/// Another process may be at the same removal.
Result<void> purge_if_there(Deps& deps, sql::Session& session, const Image& image) {
  const auto found = catalog::find_image(session, image.tenant, image.id);
  if (found) return purge_rows(deps, session, *found, deps.clock.now());
  return found.error().code == ErrorCode::kNotFound ? Result<void>() : std::unexpected(found.error());
}

Result<void> purge_images(Deps& deps, const std::vector<ImageDetails>& images) {
  TRY_VOID(deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<void> {
    for (const ImageDetails& details : images) TRY_VOID(purge_if_there(deps, session, details.image));
    return {};
  }));
  for (const ImageDetails& details : images) {
    deps.cancel_in_worker(details.image.id);
    deps.events.notify(details.image.id);
  }
  return {};
}

/// What the journal does not know of: left by a crash, or by work that was under way.
Result<std::int64_t> empty_store(Deps& deps, const TenantId& tenant) {
  std::vector<blobs::BlobName> names;
  TRY_VOID(deps.blobs.visit(tenant, "", [&](const blobs::BlobEntry& entry) -> Result<void> {
    names.push_back(entry.name);
    return {};
  }));
  TRY_VOID(deps.blobs.remove(tenant, names));
  return static_cast<std::int64_t>(names.size());
}

Result<TenantRemoval> finish_removal(Deps& deps, const TenantId& tenant,
                                     const std::function<void(const TenantRemoval&)>& progress) {
  TenantRemoval removal;
  for (;;) {
    const std::vector<ImageDetails> images = TRY(next_images(deps, tenant));
    if (images.empty()) break;
    TRY_VOID(purge_images(deps, images));
    TRY(run_deletions(deps));
    removal.images += static_cast<std::int64_t>(images.size());
    progress(removal);
  }
  TRY(run_deletions(deps));
  removal.blobs = TRY(empty_store(deps, tenant));
  removal.ended = !TRY(deps.database.read([&](sql::Session& session) { return catalog::has_drafts(session, tenant); }));
  if (removal.ended) {
    TRY_VOID(deps.database.write(sql::Durability::kAcknowledged,
                                 [&](sql::Session& session) { return catalog::end_tenant_removal(session, tenant); }));
  }
  forget_tenant(deps, tenant);
  return removal;
}

}  // namespace

Result<TenantRemoval> remove_tenant(Deps& deps, const TenantId& tenant,
                                    const std::function<void(const TenantRemoval&)>& progress) {
  TRY_VOID(deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<void> {
    const Time now = deps.clock.now();
    TRY_VOID(catalog::begin_tenant_removal(session, tenant, now));
    return deps.edge_purges.add(session, cdn::purge_tenant(tenant), now);
  }));
  forget_tenant(deps, tenant);
  return finish_removal(deps, tenant, progress);
}

Result<std::int64_t> finish_tenant_removals(Deps& deps) {
  const auto leaving =
      TRY(deps.database.read([](sql::Session& session) { return catalog::list_leaving_tenants(session); }));
  std::int64_t ended = 0;
  for (const TenantId& tenant : leaving) {
    if (TRY(finish_removal(deps, tenant, [](const TenantRemoval&) {})).ended) ++ended;
  }
  return ended;
}

}  // namespace pictor::app
