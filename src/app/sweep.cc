#include "app/sweep.h"

#include "app/complete_draft.h"
#include "app/deletions.h"
#include "app/forget_deliveries.h"
#include "app/publish_original.h"
#include "app/remove_tenant.h"
#include "app/rendition_budget.h"
#include "catalog/deletions.h"
#include "catalog/drafts.h"
#include "catalog/idempotency.h"
#include "catalog/images.h"
#include "catalog/imported_logs.h"
#include "catalog/retrievals.h"
#include "catalog/tenants.h"
#include "jobs/queue.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace pictor::app {
namespace {

constexpr int kBatch = 200;
constexpr std::chrono::days kFinishedJobRetention{7};
/// A year, and a month to compare it with.
constexpr std::chrono::days kRetrievalRetention{400};

catalog::SweepCutoffs cutoffs(const Deps& deps) {
  Time now = deps.clock.now();
  return {.now = now,
          .deleted_before = now - deps.limits.trash_retention,
          .failed_before = now - deps.limits.failed_retention};
}

Result<std::vector<catalog::ImageKey>> expired_images(Deps& deps) {
  return deps.database.read(
      [&](sql::Session& session) { return catalog::find_expired(session, cutoffs(deps), kBatch); });
}

Result<void> purge(Deps& deps, const catalog::ImageKey& key) {
  TRY_VOID(deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<void> {
    auto image = catalog::find_image(session, key.tenant, key.id);
    if (!image && image.error().code == ErrorCode::kNotFound) return {};
    if (!image) return std::unexpected(image.error());
    return purge_rows(deps, session, *image, deps.clock.now());
  }));
  deps.cancel_in_worker(key.id);
  forget_image(deps, key.id);
  return {};
}

Result<std::int64_t> purge_expired(Deps& deps) {
  std::int64_t purged = 0;
  while (true) {
    auto keys = TRY(expired_images(deps));
    for (const catalog::ImageKey& key : keys) TRY_VOID(purge(deps, key));
    purged += static_cast<std::int64_t>(keys.size());
    if (keys.size() < kBatch) return purged;
  }
}

/// `d/<image>/<version>/<spec>.<ext>` taken apart.
struct DerivedName {
  ImageId image;
  VersionId version;
  std::string spec;
};

std::optional<DerivedName> parse_derived(std::string_view name) {
  std::size_t image_end = name.find('/', 2);
  std::size_t version_end = image_end == name.npos ? name.npos : name.find('/', image_end + 1);
  std::size_t dot = name.rfind('.');
  if (!name.starts_with("d/") || version_end == name.npos || dot == name.npos || dot < version_end) return std::nullopt;
  auto image = parse_image_id(name.substr(2, image_end - 2));
  if (!image) return std::nullopt;
  return DerivedName{*image, VersionId(std::string(name.substr(image_end + 1, version_end - image_end - 1))),
                     std::string(name.substr(version_end + 1, dot - version_end - 1))};
}

Result<bool> is_referenced(sql::Session& session, const TenantId& tenant, const DerivedName& name) {
  auto details = catalog::find_details(session, tenant, name.image);
  if (!details && details.error().code == ErrorCode::kNotFound) return false;
  if (!details) return std::unexpected(details.error());
  if (details->image.version == name.version) {
    for (const ImageThumbnail& thumbnail : details->thumbnails)
      if (thumbnail.spec == name.spec) return true;
    if (details->optimization && details->optimization->spec == name.spec) return true;
  }
  auto rendition = TRY(catalog::find_rendition(session, tenant, name.image, name.version, name.spec));
  return rendition.has_value();
}

/// One that was completed wants what is uploaded for it no more.
Result<bool> is_wanted(sql::Session& session, const TenantId& tenant, std::string_view draft) {
  const auto id = parse_image_id(draft);
  if (!id) return false;
  const auto found = TRY(catalog::find_draft(session, tenant, *id));
  return found && !found->completed_at;
}

/// Walks the blobs of one tenant and removes those that no row names.
class OrphanSweep {
 public:
  OrphanSweep(Deps& deps, const SweepOptions& options, TenantId tenant, SweepReport& report)
      : deps_(deps), options_(options), tenant_(std::move(tenant)), report_(report) {}

  Result<void> run() {
    TRY_VOID(deps_.blobs.visit(tenant_, "", [this](const blobs::BlobEntry& entry) { return judge(entry); }));
    if (options_.dry_run) return {};
    TRY_VOID(deps_.blobs.remove(tenant_, others_));
    for (const Sha256Hex& sha256 : originals_) TRY_VOID(discard_original(deps_, tenant_, sha256));
    return {};
  }

 private:
  Result<void> judge(const blobs::BlobEntry& entry) {
    if (entry.modified + options_.grace > deps_.clock.now()) return {};
    const std::string& name = entry.name.str();
    std::optional<Sha256Hex> original;
    if (name.starts_with("o/")) original = Sha256Hex(name.substr(2));
    bool kept = TRY(deps_.database.read([&](sql::Session& session) -> Result<bool> {
      if (original) return TRY(catalog::count_references(session, tenant_, *original)) > 0;
      if (name.starts_with(blobs::kDraftPrefix))
        return is_wanted(session, tenant_, std::string_view(name).substr(blobs::kDraftPrefix.size()));
      auto derived = parse_derived(name);
      if (!derived) return false;
      return is_referenced(session, tenant_, *derived);
    }));
    if (kept) return {};
    ++report_.orphan_blobs;
    report_.orphan_bytes += entry.bytes;
    if (original)
      originals_.push_back(*original);
    else
      others_.push_back(entry.name);
    return {};
  }

  Deps& deps_;
  const SweepOptions& options_;
  TenantId tenant_;
  SweepReport& report_;
  std::vector<Sha256Hex> originals_;
  std::vector<blobs::BlobName> others_;
};

Result<bool> original_is_there(Deps& deps, const Image& image) {
  auto blob = deps.blobs.open(image.tenant, blobs::original_name(image.sha256));
  if (blob) return (*blob)->size() == image.bytes;
  if (blob.error().code == ErrorCode::kNotFound) return false;
  return std::unexpected(blob.error());
}

/// Rows whose original is missing or of another size: loss that somebody must hear of.
Result<std::int64_t> count_missing(Deps& deps, const TenantId& tenant, bool deleted) {
  std::int64_t missing = 0;
  catalog::ListQuery query{.limit = kBatch, .deleted = deleted, .order = catalog::ListOrder::kAscending};
  while (true) {
    auto page =
        TRY(deps.database.read([&](sql::Session& session) { return catalog::list_images(session, tenant, query); }));
    for (const ImageDetails& details : page.items) {
      bool there = TRY(original_is_there(deps, details.image));
      if (there) continue;
      ++missing;
      observe::log(observe::Level::kError, "sweep.original_missing",
                   {{"tenant", tenant.str()}, {"image", details.image.id.str()}});
    }
    if (!page.next_cursor) return missing;
    query.cursor = *page.next_cursor;
  }
}

void count_removed(const SweepReport& report) {
  observe::count("pictor_gc_removed_total", {{"what", "expired_images"}}, static_cast<double>(report.expired_images));
  observe::count("pictor_gc_removed_total", {{"what", "expired_drafts"}}, static_cast<double>(report.expired_drafts));
  observe::count("pictor_gc_removed_total", {{"what", "orphan_blobs"}}, static_cast<double>(report.orphan_blobs));
}

}  // namespace

Result<SweepReport> sweep_due(Deps& deps) {
  SweepReport report;
  report.expired_images = TRY(purge_expired(deps));
  report.finished_deletions = TRY(run_deletions(deps));
  report.expired_drafts = TRY(remove_ended_drafts(deps));
  report.removed_tenants = TRY(finish_tenant_removals(deps));
  report.evicted_renditions = TRY(deps.rendition_budget.settle());
  Time now = deps.clock.now();
  TRY_VOID(deps.database.write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<void> {
    report.forgotten_keys = TRY(catalog::remove_idempotency(session, now - deps.limits.idempotency_retention));
    report.finished_jobs = TRY(jobs::remove_finished(session, now - kFinishedJobRetention));
    TRY(catalog::remove_retrievals(session, std::chrono::floor<std::chrono::days>(now - kRetrievalRetention)));
    TRY(catalog::remove_imported(session, now - kRetrievalRetention));
    return {};
  }));
  count_removed(report);
  return report;
}

Result<SweepReport> sweep(Deps& deps, const SweepOptions& options) {
  SweepReport report;
  if (options.dry_run) {
    report.expired_images = static_cast<std::int64_t>(TRY(expired_images(deps)).size());
    report.expired_drafts = TRY(count_ended_drafts(deps));
  } else {
    report = TRY(sweep_due(deps));
  }
  auto stored = TRY(deps.blobs.tenants());
  for (const TenantId& tenant : stored) TRY_VOID(OrphanSweep(deps, options, tenant, report).run());
  auto tenants = TRY(deps.database.read([](sql::Session& session) { return catalog::list_tenants(session); }));
  for (const TenantId& tenant : tenants)
    for (bool deleted : {false, true}) report.missing_blobs += TRY(count_missing(deps, tenant, deleted));
  return report;
}

Result<int> recover(Deps& deps) {
  auto intents = TRY(deps.staging.leftover_intents());
  for (const blobs::PublishIntent& intent : intents) {
    TRY_VOID(discard_original(deps, intent.tenant, intent.sha256));
    deps.staging.end_publish(intent);
  }
  return static_cast<int>(intents.size());
}

}  // namespace pictor::app
