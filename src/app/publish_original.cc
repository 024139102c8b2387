#include "app/publish_original.h"

#include <thread>

#include "app/deletions.h"
#include "catalog/deletions.h"
#include "catalog/images.h"
#include "observe/log.h"

namespace pictor::app {
namespace {

/// A deletion that is under way takes one unlink; this is how long an upload of the same bytes waits for it.
constexpr int kDeletionTries = 100;
constexpr std::chrono::milliseconds kDeletionPause{20};

enum class Attempt { kCommitted, kBlobIsGoing };

Result<Attempt> attempt_commit(Deps& deps, const TenantId& tenant, const blobs::StagedFile& file,
                               const CommitReference& commit) {
  TRY_VOID(deps.blobs.publish(tenant, blobs::original_name(file.sha256()), file));
  return deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<Attempt> {
    catalog::Rescue rescue = TRY(catalog::rescue_original(session, tenant, file.sha256()));
    if (rescue == catalog::Rescue::kTooLate) return Attempt::kBlobIsGoing;
    TRY_VOID(commit(session));
    return Attempt::kCommitted;
  });
}

Result<void> commit_when_free(Deps& deps, const TenantId& tenant, const blobs::StagedFile& file,
                              const CommitReference& commit) {
  for (int attempt = 0; attempt < kDeletionTries; ++attempt) {
    Attempt outcome = TRY(attempt_commit(deps, tenant, file, commit));
    if (outcome == Attempt::kCommitted) return {};
    // Nothing tells when another node has finished an unlink; it is a matter of milliseconds.
    std::this_thread::sleep_for(kDeletionPause);
  }
  return fail(ErrorCode::kOverloaded, "the same image is being deleted; try again");
}

/// A deletion may have begun and ended between our publishing (which found the blob there) and our commit. From the
/// commit on no new one begins, so looking once and publishing again settles it.
Result<void> ensure_blob_is_there(Deps& deps, const TenantId& tenant, const blobs::StagedFile& file) {
  blobs::BlobName name = blobs::original_name(file.sha256());
  auto blob = deps.blobs.open(tenant, name);
  if (blob) return {};
  if (blob.error().code != ErrorCode::kNotFound) return std::unexpected(blob.error());
  return deps.blobs.publish(tenant, name, file);
}

}  // namespace

Result<void> publish_original(Deps& deps, const TenantId& tenant, const blobs::StagedFile& file,
                              const CommitReference& commit) {
  blobs::PublishIntent intent = TRY(deps.staging.begin_publish(tenant, file));
  auto committed = commit_when_free(deps, tenant, file, commit);
  if (committed) committed = ensure_blob_is_there(deps, tenant, file);
  if (!committed) {
    if (auto discarded = discard_original(deps, tenant, file.sha256()); !discarded) {
      // The intent stays on disk: recover() settles it at the next start.
      observe::log_error("upload.discard_failed", discarded.error(), {{"tenant", tenant.str()}});
      return committed;
    }
  }
  deps.staging.end_publish(intent);
  return committed;
}

Result<void> discard_original(Deps& deps, const TenantId& tenant, const Sha256Hex& sha256) {
  TRY_VOID(deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<void> {
    std::int64_t references = TRY(catalog::count_references(session, tenant, sha256));
    if (references > 0) return {};
    return catalog::insert_deletion(session, {.tenant = tenant, .sha256 = sha256}, deps.clock.now());
  }));
  TRY(run_deletions(deps));
  return {};
}

}  // namespace pictor::app
