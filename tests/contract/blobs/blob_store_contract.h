#pragma once
// The contract of blobs::BlobStore: included once by the tests of each kind of driver, which say what the drivers are.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "blobs/blob_store.h"
#include "support/fakes.h"
#include "support/temporary_folder.h"

namespace pictor::blobs {
namespace {

using testing::UnorderedElementsAre;

struct Driver {
  std::string name;
  std::function<std::unique_ptr<BlobStore>(const std::filesystem::path&, const Clock&)> make;
  /// Sends a file by a form, as a client does, and answers the HTTP status; empty for a store that takes none.
  std::function<int(const PostForm&, std::string_view file)> post = nullptr;
};

class BlobStoreContract : public testing::TestWithParam<Driver> {
 protected:
  StagedFile staged(std::string_view text) {
    StagedFile file = std::move(staging_.create().value());
    EXPECT_TRUE(file.write(as_bytes(text)));
    file.finish();
    return file;
  }
  std::string content(const TenantId& tenant, const BlobName& name) {
    auto blob = store_->open(tenant, name);
    if (!blob) return "error: " + std::string(to_string(blob.error().code));
    std::string text(static_cast<std::size_t>((*blob)->size()), '\0');
    auto read = (*blob)->read_at(0, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    return read && *read == text.size() ? text : "error: short read";
  }
  std::vector<std::string> names(const TenantId& tenant, std::string_view prefix) {
    std::vector<std::string> found;
    EXPECT_TRUE(store_->visit(tenant, prefix, [&](const BlobEntry& entry) -> Result<void> {
      found.push_back(entry.name.str());
      return {};
    }));
    return found;
  }

  test::TemporaryFolder folder_;
  test::ManualClock clock_;
  StagingArea staging_ = std::move(StagingArea::open(folder_.path() / "quarantine").value());
  std::unique_ptr<BlobStore> store_ = GetParam().make(folder_.path() / "blobs", clock_);
  TenantId acme_{"acme"};
  TenantId other_{"other"};
  BlobName name_{"o/abc"};
};

TEST_P(BlobStoreContract, GivesBackWhatWasPublished) {
  ASSERT_TRUE(store_->publish(acme_, name_, staged("hello")));
  EXPECT_EQ(content(acme_, name_), "hello");
}

TEST_P(BlobStoreContract, KeepsTheFirstBytesOfAName) {
  ASSERT_TRUE(store_->publish(acme_, name_, staged("first")));
  ASSERT_TRUE(store_->publish(acme_, name_, staged("second")));
  EXPECT_EQ(content(acme_, name_), "first");
}

TEST_P(BlobStoreContract, ShowsNoTenantTheBlobsOfAnother) {
  ASSERT_TRUE(store_->publish(acme_, name_, staged("hello")));
  EXPECT_EQ(content(other_, name_), "error: not_found");
  EXPECT_TRUE(names(other_, "").empty());
}

TEST_P(BlobStoreContract, PublishesSeveralBlobsAtOnce) {
  std::vector<NewBlob> blobs = {{BlobName("d/i/v/a.webp"), as_bytes("aa")}, {BlobName("d/i/v/b.jpg"), as_bytes("b")}};
  ASSERT_TRUE(store_->publish_all(acme_, blobs));
  EXPECT_EQ(content(acme_, blobs[0].name), "aa");
  EXPECT_EQ(content(acme_, blobs[1].name), "b");
}

TEST_P(BlobStoreContract, VisitsOnlyNamesWithThePrefix) {
  std::vector<NewBlob> blobs = {
      {BlobName("d/i/v/a"), as_bytes("1")}, {BlobName("d/ij/v/a"), as_bytes("2")}, {BlobName("o/x"), as_bytes("3")}};
  ASSERT_TRUE(store_->publish_all(acme_, blobs));
  EXPECT_THAT(names(acme_, "d/i/"), UnorderedElementsAre("d/i/v/a"));
  EXPECT_THAT(names(acme_, "d/"), UnorderedElementsAre("d/i/v/a", "d/ij/v/a"));
  EXPECT_THAT(names(acme_, ""), UnorderedElementsAre("d/i/v/a", "d/ij/v/a", "o/x"));
}

TEST_P(BlobStoreContract, EndsAVisitWithTheErrorOfItsVisitor) {
  ASSERT_TRUE(store_->publish(acme_, name_, staged("hello")));
  auto walked =
      store_->visit(acme_, "", [](const BlobEntry&) -> Result<void> { return fail(ErrorCode::kCancelled, "enough"); });
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().code, ErrorCode::kCancelled);
}

TEST_P(BlobStoreContract, RemovesBlobsAndForgivesAbsentOnes) {
  ASSERT_TRUE(store_->publish(acme_, name_, staged("hello")));
  std::vector<BlobName> gone = {name_, BlobName("o/never")};
  ASSERT_TRUE(store_->remove(acme_, gone));
  EXPECT_EQ(content(acme_, name_), "error: not_found");
  EXPECT_TRUE(names(acme_, "").empty());
}

TEST_P(BlobStoreContract, KeepsAnOpenBlobReadableAfterItsRemoval) {
  ASSERT_TRUE(store_->publish(acme_, name_, staged("hello")));
  auto blob = std::move(store_->open(acme_, name_).value());
  ASSERT_TRUE(store_->remove(acme_, std::vector{name_}));
  std::array<std::uint8_t, 3> middle{};
  EXPECT_EQ(blob->read_at(1, middle).value(), 3u);
  EXPECT_EQ(as_text(middle), "ell");
}

TEST_P(BlobStoreContract, ReadsShortOnlyAtTheEnd) {
  ASSERT_TRUE(store_->publish(acme_, name_, staged("hello")));
  auto blob = std::move(store_->open(acme_, name_).value());
  std::array<std::uint8_t, 8> buffer{};
  EXPECT_EQ(blob->read_at(3, buffer).value(), 2u);
  EXPECT_EQ(blob->read_at(5, buffer).value(), 0u);
}

TEST_P(BlobStoreContract, HandsOutALocalFileOfTheWholeBlob) {
  ASSERT_TRUE(store_->publish(acme_, name_, staged("hello")));
  auto blob = std::move(store_->open(acme_, name_).value());
  std::array<char, 8> buffer{};
  EXPECT_EQ(::pread(blob->local_fd().value(), buffer.data(), buffer.size(), 0), 5);
}

TEST_P(BlobStoreContract, LetsOneOfManyConcurrentPublishersWin) {
  std::vector<std::thread> publishers;
  for (int i = 0; i < 8; ++i)
    publishers.emplace_back(
        [this, i] { EXPECT_TRUE(store_->publish(acme_, name_, staged(std::string(1000, char('a' + i))))); });
  for (std::thread& publisher : publishers) publisher.join();
  std::string text = content(acme_, name_);
  EXPECT_EQ(text, std::string(1000, text[0]));
}

TEST_P(BlobStoreContract, SurvivesPublishingIntoFoldersThatAreBeingRemoved) {
  std::atomic<bool> published = false;
  std::thread remover([this, &published] {
    while (!published) EXPECT_TRUE(store_->remove(acme_, std::vector{BlobName("d/i/v/a")}));
  });
  // Each removal leaves the folders empty for the other thread to take away while the next blob is published.
  for (int i = 0; i < 200; ++i) {
    const BlobName name("d/i/v/b" + std::to_string(i));
    const auto done = store_->publish_all(acme_, std::vector{NewBlob{name, as_bytes("x")}});
    EXPECT_TRUE(done) << (done ? "" : done.error().cause);
    EXPECT_EQ(content(acme_, name), "x");
    EXPECT_TRUE(store_->remove(acme_, std::vector{name}));
  }
  published = true;
  remover.join();
}

TEST_P(BlobStoreContract, LetsClientsPutABlobThereOrSaysThatTheyCannot) {
  const UploadPermit permit{
      .content_type = "image/png", .max_bytes = 5, .until = SystemClock().now() + std::chrono::hours(1)};
  const auto form = store_->permit_upload(acme_, name_, permit);
  if (!GetParam().post) {
    ASSERT_FALSE(form);
    EXPECT_EQ(form.error().code, ErrorCode::kConflict);
    return;
  }
  ASSERT_TRUE(form);
  EXPECT_EQ(content(acme_, name_), "error: not_found") << "not yet";
  EXPECT_EQ(GetParam().post(*form, "hello"), 201);
  EXPECT_EQ(content(acme_, name_), "hello");
}

TEST_P(BlobStoreContract, HoldsClientsToWhatTheyArePermitted) {
  if (!GetParam().post) return;  // the test above says so
  UploadPermit permit{.content_type = "image/png",
                      .min_bytes = 4,
                      .max_bytes = 5,
                      .until = SystemClock().now() + std::chrono::hours(1)};
  const PostForm form = store_->permit_upload(acme_, name_, permit).value();
  const auto posted = [&](PostForm changed, std::string_view file) { return GetParam().post(changed, file) / 100; };
  EXPECT_EQ(posted(form, "longer"), 4);
  EXPECT_EQ(posted(form, "sho"), 4);
  for (const auto& [field, value] : {std::pair("key", "t/other/o/abc"), std::pair("Content-Type", "text/html")}) {
    PostForm changed = form;
    for (auto& [name, given] : changed.fields)
      if (name == field) given = value;
    EXPECT_EQ(posted(changed, "hello"), 4) << field;
  }
  permit.until = SystemClock().now() - std::chrono::minutes(1);
  EXPECT_EQ(posted(store_->permit_upload(acme_, name_, permit).value(), "hello"), 4) << "ended";
  EXPECT_EQ(content(acme_, name_), "error: not_found");
  EXPECT_TRUE(names(other_, "").empty());
  EXPECT_EQ(posted(form, "hello"), 2) << "what is permitted";
}

TEST_P(BlobStoreContract, KnowsTheTenantsThatHaveBlobs) {
  ASSERT_TRUE(store_->publish(acme_, name_, staged("hello")));
  EXPECT_THAT(store_->tenants().value(), UnorderedElementsAre(acme_));
  EXPECT_TRUE(store_->check());
}

}  // namespace
}  // namespace pictor::blobs
