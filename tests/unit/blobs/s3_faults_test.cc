// What a store may do wrong, one at a time: the client goes on where it can, and says storage_unavailable where not.

#include <gtest/gtest.h>

#include <atomic>

#include "blobs/s3/s3_blob_store.h"
#include "digest/sha256.h"
#include "support/fakes.h"
#include "support/scripted_server.h"
#include "support/temporary_folder.h"

namespace pictor::blobs {
namespace {

using test::ScriptedServer;
using test::ServedRequest;

std::string error_document(const std::string& code) { return "<Error><Code>" + code + "</Code></Error>"; }

class S3Faults : public testing::Test {
 protected:
  /// A store in front of a server that answers the n-th request (from 0) as `answer` says.
  void start(std::function<std::string(const ServedRequest&, int)> answer) {
    server_ = std::make_unique<ScriptedServer>(
        [this, answer](const ServedRequest& request) { return answer(request, count_++); });
    const std::string url = "s3://bucket/p?path_style=true&endpoint=" + server_->url();
    store_ = std::make_unique<S3BlobStore>(
        parse_s3_location(url).value(), folder_.path(), clock_, random_,
        S3Options{.call_timeout = std::chrono::seconds(5)}, [](const std::string& name) -> std::string {
          return name == "AWS_ACCESS_KEY_ID" || name == "AWS_SECRET_ACCESS_KEY" ? "x" : "";
        });
  }
  Result<void> publish() { return store_->publish_all(acme_, std::vector{NewBlob{name_, as_bytes("hello")}}); }
  int requests() const { return count_; }

  test::TemporaryFolder folder_;
  test::ManualClock clock_;
  test::CountingRandom random_;
  std::atomic<int> count_ = 0;
  std::unique_ptr<ScriptedServer> server_;
  std::unique_ptr<S3BlobStore> store_;
  TenantId acme_{"acme"};
  BlobName name_{"o/abc"};
};

TEST_F(S3Faults, AnInternalErrorIsTriedAgain) {
  start([](const ServedRequest&, int n) {
    return n == 0 ? ScriptedServer::reply(500, error_document("InternalError")) : ScriptedServer::reply(200, "");
  });
  EXPECT_TRUE(publish());
  EXPECT_EQ(requests(), 2);
}

TEST_F(S3Faults, AConnectionThatIsCutIsTriedAgain) {
  start([](const ServedRequest&, int n) { return n < 2 ? "" : ScriptedServer::reply(200, ""); });
  EXPECT_TRUE(publish());
}

TEST_F(S3Faults, AStoreThatThrottlesIsAskedWhenItSaysSo) {
  start([](const ServedRequest&, int n) {
    return n == 0 ? ScriptedServer::reply(503, error_document("SlowDown"), "x-amz-retry-after: 10\r\n")
                  : ScriptedServer::reply(200, "");
  });
  EXPECT_TRUE(publish());
}

TEST_F(S3Faults, AStoreThatStaysDownIsUnavailableAfterThreeTries) {
  start([](const ServedRequest&, int) { return ScriptedServer::reply(500, error_document("InternalError")); });
  const auto published = publish();
  ASSERT_FALSE(published);
  EXPECT_EQ(published.error().code, ErrorCode::kStorageUnavailable);
  EXPECT_EQ(requests(), 3);
}

TEST_F(S3Faults, AStoreThatRefusesIsNotAskedAgain) {
  start([](const ServedRequest&, int) { return ScriptedServer::reply(403, error_document("AccessDenied")); });
  EXPECT_EQ(publish().error().code, ErrorCode::kStorageUnavailable);
  EXPECT_EQ(requests(), 1);
}

TEST_F(S3Faults, AnObjectThatIsThereAlreadyIsFine) {
  start([](const ServedRequest&, int) { return ScriptedServer::reply(412, error_document("PreconditionFailed")); });
  EXPECT_TRUE(publish());
}

TEST_F(S3Faults, AStoreWithoutConditionsIsLookedAtBeforeItIsWritten) {
  start([](const ServedRequest& request, int) {
    if (request.method == "HEAD") return ScriptedServer::reply(404, "");
    const bool conditional = request.headers.contains("if-none-match");
    return conditional ? ScriptedServer::reply(501, error_document("NotImplemented")) : ScriptedServer::reply(200, "");
  });
  EXPECT_TRUE(publish());
  EXPECT_EQ(store_->knows_conditions(), false);
}

TEST_F(S3Faults, AClockThatIsWrongIsCorrectedByTheStores) {
  start([](const ServedRequest&, int n) {
    return n == 0 ? ScriptedServer::reply(403, error_document("RequestTimeTooSkewed"),
                                          "Date: Fri, 15 Jan 2027 10:00:00 GMT\r\n")
                  : ScriptedServer::reply(200, "");
  });
  EXPECT_TRUE(publish());
  EXPECT_EQ(server_->requests().back().headers.at("x-amz-date"), "20270115T100000Z");
}

TEST_F(S3Faults, AnAnswerOf200WithAnErrorCompletesNothing) {
  start([](const ServedRequest& request, int) {
    if (request.target.ends_with("?uploads=")) {
      return ScriptedServer::reply(
          200, "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>");
    }
    if (request.method == "PUT") return ScriptedServer::reply(200, "", "ETag: \"e\"\r\n");
    if (request.method == "DELETE") return ScriptedServer::reply(204, "");
    return ScriptedServer::reply(200, error_document("InternalError"));
  });
  StagingArea staging = std::move(StagingArea::open(folder_.path() / "quarantine").value());
  StagedFile file = std::move(staging.create().value());
  const std::vector<std::uint8_t> block(1 << 20);
  for (int i = 0; i < 65; ++i) ASSERT_TRUE(file.write(block));
  file.finish();
  EXPECT_EQ(store_->publish(acme_, name_, file).error().code, ErrorCode::kStorageUnavailable);
  EXPECT_EQ(server_->requests().back().method, "DELETE") << "the parts are removed";
}

TEST_F(S3Faults, ABlobThatIsNotThereIsNotFoundButAStoreThatIsDownIsNot) {
  start([](const ServedRequest&, int n) {
    return n == 0 ? ScriptedServer::reply(404, error_document("NoSuchKey"))
                  : ScriptedServer::reply(503, error_document("ServiceUnavailable"), "x-amz-retry-after: 1\r\n");
  });
  EXPECT_EQ(store_->open(acme_, name_).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store_->open(acme_, name_).error().code, ErrorCode::kStorageUnavailable);
}

TEST_F(S3Faults, AnObjectThatCameBackDamagedIsNotHandedOut) {
  start([](const ServedRequest&, int) {
    return ScriptedServer::reply(200, "hellO", "x-amz-meta-sha256: " + digest::sha256_hex(as_bytes("hello")) + "\r\n");
  });
  EXPECT_EQ(store_->open(acme_, name_).error().code, ErrorCode::kStorageUnavailable);
}

TEST_F(S3Faults, AListThatIsCutOffIsNotTakenForTheWholeList) {
  start([](const ServedRequest&, int) {
    return ScriptedServer::reply(200, "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>");
  });
  EXPECT_FALSE(store_->visit(acme_, "", [](const BlobEntry&) -> Result<void> { return {}; }));
}

}  // namespace
}  // namespace pictor::blobs
