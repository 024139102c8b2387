// The contract of blobs::BlobStore on a real S3 store, and what only such a store has.

#include "blobs/s3/s3_blob_store.h"

#include "contract/blobs/blob_store_contract.h"
#include "support/s3_server.h"

namespace pictor::blobs {
namespace {

/// A store in a prefix of its own.
std::unique_ptr<BlobStore> make_store(const std::filesystem::path& root, const Clock&) {
  static const SystemClock clock;  // signatures need the right time
  static SystemRandom random;
  static std::atomic<int> counter = 0;
  const test::S3Server& server = test::S3Server::running();
  S3Location location = server.location("contract/" + std::to_string(::getpid()) + "-" + std::to_string(++counter));
  std::filesystem::create_directories(root);
  return std::make_unique<S3BlobStore>(location, root, clock, random, S3Options{}, server.environment());
}

/// What a browser sends.
int post_form(const PostForm& form, std::string_view file) {
  std::string body;
  for (const auto& [name, value] : form.fields)
    body += "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  body += "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n" + std::string(file) +
          "\r\n--B--\r\n";
  net::HttpClient client;
  const net::HttpRequest request{.method = "POST",
                                 .url = form.url,
                                 .headers = {{"Content-Type", "multipart/form-data; boundary=B"}},
                                 .body = as_bytes(body)};
  const auto answer = client.send(request, std::chrono::steady_clock::now() + std::chrono::seconds(20));
  return answer ? answer->status : 0;
}

INSTANTIATE_TEST_SUITE_P(Drivers, BlobStoreContract, testing::Values(Driver{"S3", make_store, post_form}),
                         [](const auto& info) { return info.param.name; });

class S3BlobStoreTest : public testing::Test {
 protected:
  StagedFile staged(std::int64_t bytes) {
    StagedFile file = std::move(staging_.create().value());
    std::vector<std::uint8_t> block(1 << 20);
    for (std::int64_t at = 0; at < bytes; at += std::ssize(block)) {
      for (std::size_t i = 0; i < block.size(); i += 4096) block[i] = static_cast<std::uint8_t>(at >> 20);
      EXPECT_TRUE(file.write(
          Bytes(block).first(static_cast<std::size_t>(std::min<std::int64_t>(std::ssize(block), bytes - at)))));
    }
    file.finish();
    return file;
  }

  test::TemporaryFolder folder_;
  SystemClock clock_;
  StagingArea staging_ = std::move(StagingArea::open(folder_.path() / "quarantine").value());
  std::unique_ptr<BlobStore> store_ = make_store(folder_.path() / "scratch", clock_);
  TenantId acme_{"acme"};
  BlobName name_{"o/large"};
};

TEST_F(S3BlobStoreTest, KeepsALargeFileInPartsAndGivesItBackWhole) {
  constexpr std::int64_t kBytes = (70LL << 20) + 12345;
  const StagedFile file = staged(kBytes);
  ASSERT_TRUE(store_->publish(acme_, name_, file));
  const auto blob = std::move(store_->open(acme_, name_).value());
  ASSERT_EQ(blob->size(), kBytes);
  digest::Sha256 hash;
  std::vector<std::uint8_t> buffer(3 << 20);
  for (std::int64_t offset = 0; offset < kBytes;) {
    const std::size_t n = blob->read_at(offset, buffer).value();
    hash.update(Bytes(buffer).first(n));
    offset += static_cast<std::int64_t>(n);
  }
  EXPECT_EQ(to_hex(hash.finish()), file.sha256().str());
  EXPECT_TRUE(store_->publish(acme_, name_, file)) << "a second time";
  EXPECT_TRUE(blob->local_fd().has_value());
}

TEST_F(S3BlobStoreTest, RemovesMoreThanAThousandAtATime) {
  std::vector<BlobName> names;
  for (int i = 0; i < 1100; ++i) names.emplace_back("d/i/v/" + std::to_string(i));
  std::vector<NewBlob> some;
  for (int i = 0; i < 1100; i += 50) some.push_back({names[static_cast<std::size_t>(i)], as_bytes("x")});
  ASSERT_TRUE(store_->publish_all(acme_, some));
  ASSERT_TRUE(store_->remove(acme_, names));
  EXPECT_TRUE(store_->tenants().value().empty());
}

TEST_F(S3BlobStoreTest, WalksMoreThanOnePage) {
  std::vector<NewBlob> blobs;
  std::vector<std::string> texts;
  texts.reserve(1050);
  for (int i = 0; i < 1050; ++i) blobs.push_back({BlobName("d/i/v/" + std::to_string(i)), as_bytes("x")});
  ASSERT_TRUE(store_->publish_all(acme_, blobs));
  int seen = 0;
  ASSERT_TRUE(store_->visit(acme_, "d/", [&seen](const BlobEntry& entry) -> Result<void> {
    seen += entry.bytes == 1 ? 1 : 0;
    return {};
  }));
  EXPECT_EQ(seen, 1050);
}

TEST_F(S3BlobStoreTest, FindsOutThatTheStoreKnowsConditions) {
  auto& store = dynamic_cast<S3BlobStore&>(*store_);
  EXPECT_FALSE(store.knows_conditions().has_value());
  ASSERT_TRUE(store.check());
  EXPECT_EQ(store.knows_conditions(), true);
}

}  // namespace
}  // namespace pictor::blobs
