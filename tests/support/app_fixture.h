#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "access/token.h"
#include "app/deps.h"
#include "app/render_flights.h"
#include "app/rendition_budget.h"
#include "app/retrieval_counter.h"
#include "app/upload_image.h"
#include "blobs/memory/memory_blob_store.h"
#include "support/fake_codec.h"
#include "support/fakes.h"
#include "support/temporary_folder.h"

namespace pictor::test {

/// A blob store that fails when it is told to.
class FaultyBlobStore final : public blobs::BlobStore {
 public:
  explicit FaultyBlobStore(blobs::BlobStore& inner) : inner_(inner) {}
  Result<void> publish(const TenantId& tenant, const blobs::BlobName& name, const blobs::StagedFile& file) override;
  Result<void> publish_all(const TenantId& tenant, std::span<const blobs::NewBlob> blobs) override;
  Result<std::unique_ptr<blobs::Blob>> open(const TenantId& tenant, const blobs::BlobName& name) override;
  Result<void> remove(const TenantId& tenant, std::span<const blobs::BlobName> names) override;
  Result<void> visit(const TenantId& tenant, std::string_view prefix,
                     const std::function<Result<void>(const blobs::BlobEntry&)>& visitor) override;
  /// Of a store that takes uploads of clients; the form goes nowhere.
  Result<blobs::PostForm> permit_upload(const TenantId& tenant, const blobs::BlobName& name,
                                        const blobs::UploadPermit& permit) override;
  Result<std::vector<TenantId>> tenants() override { return inner_.tenants(); }
  Result<void> check() override { return failure(); }

  bool down = false;
  bool takes_uploads = true;
  blobs::UploadPermit last_permit;
  std::function<void()> before_open = [] {};  ///< a moment for a race to happen in
  std::function<void()> before_remove = [] {};

 private:
  Result<void> failure() const;
  blobs::BlobStore& inner_;
};

/// Use cases over SQLite in a folder of their own, blobs in memory and a codec without pixels.
class AppFixture : public testing::Test {
 protected:
  AppFixture();
  blobs::StagedFile staged(std::string_view text);
  /// An upload whose bytes begin like a JPEG and are told apart by `text`.
  Result<app::Uploaded> upload(std::string_view text, app::UploadRequest request = {});
  ImageDetails uploaded(std::string_view text) { return std::move(upload(text).value().details); }
  /// Takes the next job and runs it as the worker would; the handler's answer.
  Result<void> run_next_job();
  /// Uploads and processes.
  ImageDetails ready(std::string_view text);
  ImageDetails details(const ImageId& id);
  /// Names of all blobs of the tenant, sorted.
  std::vector<std::string> blob_names();
  std::size_t quarantined();

  TemporaryFolder folder_;
  ManualClock clock_;
  CountingRandom random_;
  std::unique_ptr<sql::Database> database_;
  blobs::MemoryBlobStore memory_{clock_};
  FaultyBlobStore blobs_{memory_};
  blobs::StagingArea staging_ = std::move(blobs::StagingArea::open(folder_.path() / "quarantine").value());
  FakeCodec codec_;
  app::ImageEvents events_;
  app::RenderFlights flights_;
  delivery::ByteCache ready_answers_{8 << 20};
  int wakes_ = 0;
  access::Principal alice_{TenantId("acme"), SubjectId("alice"), {access::Role::kEditor}};
  std::unique_ptr<app::RetrievalCounter> retrievals_;
  std::unique_ptr<app::RenditionBudget> rendition_budget_;
  std::unique_ptr<app::Deps> deps_;
};

}  // namespace pictor::test
