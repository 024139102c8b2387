#include "support/app_fixture.h"

#include <algorithm>
#include <filesystem>

#include "app/read_image.h"
#include "app/run_job.h"
#include "catalog/tenants.h"
#include "jobs/queue.h"

namespace pictor::test {

namespace {

constexpr std::int64_t kRenditionBytes = 1 << 30;

}  // namespace

Result<void> FaultyBlobStore::failure() const {
  if (down) return fail(ErrorCode::kStorageUnavailable, "the blob store failed", "told to");
  return {};
}

Result<void> FaultyBlobStore::publish(const TenantId& tenant, const blobs::BlobName& name,
                                      const blobs::StagedFile& file) {
  TRY_VOID(failure());
  return inner_.publish(tenant, name, file);
}

Result<void> FaultyBlobStore::publish_all(const TenantId& tenant, std::span<const blobs::NewBlob> blobs) {
  TRY_VOID(failure());
  return inner_.publish_all(tenant, blobs);
}

Result<std::unique_ptr<blobs::Blob>> FaultyBlobStore::open(const TenantId& tenant, const blobs::BlobName& name) {
  TRY_VOID(failure());
  auto moment = before_open;  // a copy: what is called may replace it
  moment();
  return inner_.open(tenant, name);
}

Result<void> FaultyBlobStore::remove(const TenantId& tenant, std::span<const blobs::BlobName> names) {
  TRY_VOID(failure());
  before_remove();
  return inner_.remove(tenant, names);
}

Result<void> FaultyBlobStore::visit(const TenantId& tenant, std::string_view prefix,
                                    const std::function<Result<void>(const blobs::BlobEntry&)>& visitor) {
  TRY_VOID(failure());
  return inner_.visit(tenant, prefix, visitor);
}

Result<blobs::PostForm> FaultyBlobStore::permit_upload(const TenantId& tenant, const blobs::BlobName& name,
                                                       const blobs::UploadPermit& permit) {
  if (!takes_uploads) return inner_.permit_upload(tenant, name, permit);
  last_permit = permit;
  return blobs::PostForm{.url = "http://store.test/bucket/", .fields = {{"key", name.str()}}};
}

AppFixture::AppFixture() {
  database_ = std::move(sql::Database::open({.url = "sqlite:" + (folder_.path() / "catalog.db").string()}).value());
  EXPECT_TRUE(sql::migrate(*database_));
  EXPECT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    return catalog::insert_tenant(session, alice_.tenant, clock_.now());
  }));
  retrievals_ = std::make_unique<app::RetrievalCounter>(*database_, clock_);
  rendition_budget_ = std::make_unique<app::RenditionBudget>(*database_, blobs_, clock_, kRenditionBytes);
  deps_ = std::unique_ptr<app::Deps>(new app::Deps{.database = *database_,
                                                   .blobs = blobs_,
                                                   .staging = staging_,
                                                   .codec = codec_,
                                                   .events = events_,
                                                   .flights = flights_,
                                                   .retrievals = *retrievals_,
                                                   .rendition_budget = *rendition_budget_,
                                                   .ready_answers = ready_answers_,
                                                   .clock = clock_,
                                                   .random = random_,
                                                   .renditions = {},
                                                   .limits = {},
                                                   .wake_worker = [this] { ++wakes_; },
                                                   .cancel_in_worker = [](const ImageId&) {}});
}

blobs::StagedFile AppFixture::staged(std::string_view text) {
  blobs::StagedFile file = std::move(staging_.create().value());
  EXPECT_TRUE(file.write(as_bytes("\xff\xd8\xff")));
  EXPECT_TRUE(file.write(as_bytes(text)));
  file.finish();
  return file;
}

Result<app::Uploaded> AppFixture::upload(std::string_view text, app::UploadRequest request) {
  return app::upload_image(*deps_, alice_, request, staged(text));
}

Result<void> AppFixture::run_next_job() {
  const auto next = [&](jobs::Wanted wanted) {
    return database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) {
      return jobs::lease_next(session, wanted, "test", clock_.now(), std::chrono::seconds(30));
    });
  };
  auto lease = next(jobs::Wanted::kPrompt);
  if (lease && !*lease) lease = next(jobs::Wanted::kUpgrades);
  if (!lease || !lease->has_value()) return fail(ErrorCode::kNotFound, "no job is due");
  jobs::JobContext context{**lease, {}, [](double) {}};
  return app::job_hooks(*deps_).handle(context);
}

ImageDetails AppFixture::ready(std::string_view text) {
  ImageDetails image = uploaded(text);
  EXPECT_TRUE(run_next_job());
  return details(image.image.id);
}

ImageDetails AppFixture::details(const ImageId& id) {
  return std::move(app::get_image(*deps_, alice_.tenant, id).value());
}

std::vector<std::string> AppFixture::blob_names() {
  std::vector<std::string> names;
  EXPECT_TRUE(memory_.visit(alice_.tenant, "", [&](const blobs::BlobEntry& entry) -> Result<void> {
    names.push_back(entry.name.str());
    return {};
  }));
  std::ranges::sort(names);
  return names;
}

std::size_t AppFixture::quarantined() {
  std::filesystem::directory_iterator at(folder_.path() / "quarantine");
  return static_cast<std::size_t>(std::distance(begin(at), end(at)));
}

}  // namespace pictor::test
