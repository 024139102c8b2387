#include "blobs/staging.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "blobs/fs/fs_blob_store.h"
#include "support/temporary_folder.h"

namespace pictor::blobs {
namespace {

class Staging : public testing::Test {
 protected:
  StagedFile staged(std::string_view text) {
    StagedFile file = std::move(area_.create().value());
    EXPECT_TRUE(file.write(as_bytes(text.substr(0, 2))));
    EXPECT_TRUE(file.write(as_bytes(text.substr(2))));
    file.finish();
    return file;
  }
  std::size_t files_in_quarantine() {
    auto at = std::filesystem::directory_iterator(folder_.path() / "q");
    return static_cast<std::size_t>(std::distance(begin(at), end(at)));
  }
  test::TemporaryFolder folder_;
  StagingArea area_ = std::move(StagingArea::open(folder_.path() / "q").value());
  TenantId acme_{"acme"};
};

TEST_F(Staging, HashesAndMeasuresWhatIsWritten) {
  StagedFile file = staged("abc");
  EXPECT_EQ(file.size(), 3);
  EXPECT_EQ(file.sha256().str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(Staging, LeavesNoFileWhenAnUploadIsDropped) {
  {
    StagedFile file = staged("dropped");
  }
  EXPECT_EQ(files_in_quarantine(), 0u);
}

TEST_F(Staging, RemembersAPublicationThatWasCutShort) {
  StagedFile file = staged("half-way");
  ASSERT_TRUE(area_.begin_publish(acme_, file));
  StagingArea after_restart = std::move(StagingArea::open(folder_.path() / "q").value());
  auto intents = std::move(after_restart.leftover_intents().value());
  ASSERT_EQ(intents.size(), 1u);
  EXPECT_EQ(intents[0].tenant, acme_);
  EXPECT_EQ(intents[0].sha256, file.sha256());
  after_restart.end_publish(intents[0]);
  EXPECT_EQ(files_in_quarantine(), 0u);
}

TEST_F(Staging, KeepsSeveralPublicationsOfOneContentApart) {
  StagedFile one = staged("same"), two = staged("same");
  auto first = area_.begin_publish(acme_, one);
  auto second = area_.begin_publish(acme_, two);
  ASSERT_TRUE(first && second);
  area_.end_publish(*first);
  EXPECT_EQ(area_.leftover_intents().value().size(), 1u);
}

TEST_F(Staging, PublishesAcrossFileSystemsByCopying) {
  test::TemporaryFolder other;
  std::filesystem::path memory = "/dev/shm/" + other.path().filename().string();
  auto store = std::move(FsBlobStore::open(memory).value());
  EXPECT_TRUE(store->publish(acme_, BlobName("o/x"), staged("across")));
  EXPECT_EQ(store->open(acme_, BlobName("o/x")).value()->size(), 6);
  std::filesystem::remove_all(memory);
}

}  // namespace
}  // namespace pictor::blobs
