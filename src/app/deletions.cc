#include "app/deletions.h"

#include "catalog/deletions.h"
#include "catalog/images.h"
#include "jobs/queue.h"

namespace pictor::app {
namespace {

constexpr int kBatch = 64;
/// A claim this old belongs to a process that died.
constexpr std::chrono::minutes kStaleClaim{10};

Result<void> remove_derived(Deps& deps, const TenantId& tenant, const ImageId& image) {
  std::vector<blobs::BlobName> names;
  TRY_VOID(deps.blobs.visit(tenant, blobs::rendition_prefix(image), [&](const blobs::BlobEntry& entry) -> Result<void> {
    names.push_back(entry.name);
    return {};
  }));
  return deps.blobs.remove(tenant, names);
}

Result<void> carry_out(Deps& deps, const catalog::Deletion& deletion) {
  if (deletion.sha256) {
    std::vector<blobs::BlobName> names{blobs::original_name(*deletion.sha256)};
    TRY_VOID(deps.blobs.remove(deletion.tenant, names));
  }
  if (deletion.image) TRY_VOID(remove_derived(deps, deletion.tenant, *deletion.image));
  return deps.database.write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    return catalog::finish_deletion(session, deletion.sequence);
  });
}

}  // namespace

Result<void> purge_rows(const Deps& deps, sql::Session& session, const Image& image, Time now) {
  // The edge was told of what is in the trash when it went there, and never had what failed.
  if (!image.deleted_at && image.status != ImageStatus::kFailed) {
    const cdn::Purge purge = cdn::purge_image(image.tenant, image.id, cdn::Staleness::kNever);
    TRY_VOID(deps.edge_purges.add(session, purge, now));
  }
  TRY_VOID(jobs::cancel_for_image(session, image.tenant, image.id, now));
  TRY_VOID(catalog::remove_image(session, image.tenant, image.id));
  TRY_VOID(catalog::insert_deletion(session, {.tenant = image.tenant, .image = image.id}, now));
  std::int64_t references = TRY(catalog::count_references(session, image.tenant, image.sha256));
  if (references > 0) return {};
  return catalog::insert_deletion(session, {.tenant = image.tenant, .sha256 = image.sha256}, now);
}

Result<std::int64_t> run_deletions(Deps& deps) {
  std::int64_t finished = 0;
  while (true) {
    Time now = deps.clock.now();
    auto claimed = TRY(deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
      return catalog::claim_deletions(session, kBatch, now, now - kStaleClaim);
    }));
    for (const catalog::Deletion& deletion : claimed) TRY_VOID(carry_out(deps, deletion));
    finished += static_cast<std::int64_t>(claimed.size());
    if (claimed.size() < kBatch) return finished;
  }
}

}  // namespace pictor::app
