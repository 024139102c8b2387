// The requests that CloudFront gets, and what becomes of its answers. The documents' shapes are those of the API's
// model (botocore, cloudfront 2020-05-31).

#include "cdn/cloudfront/cloudfront_target.h"

#include <gtest/gtest.h>

#include "support/fakes.h"
#include "support/scripted_server.h"

namespace pictor::cdn {
namespace {

using test::ScriptedServer;
using test::ServedRequest;

std::string invalidation(const std::string& status) {
  return R"(<?xml version="1.0"?><Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I2J</Id>)"
         "<Status>" +
         status + "</Status></Invalidation>";
}

std::string error(int status, const std::string& code) {
  return ScriptedServer::reply(status, "<ErrorResponse><Error><Type>Sender</Type><Code>" + code +
                                           "</Code></Error><RequestId>r</RequestId></ErrorResponse>");
}

class CloudfrontTargetTest : public testing::Test {
 protected:
  CloudfrontTarget& answering(std::function<std::string(const ServedRequest&)> answer, bool has_tags = true) {
    server_ = std::make_unique<ScriptedServer>(std::move(answer));
    target_ = std::make_unique<CloudfrontTarget>(
        CloudfrontOptions{.distribution = "E2QWR", .has_tags = has_tags, .endpoint = server_->url()}, clock_,
        [](const std::string& name) -> std::string {
          return name == "AWS_ACCESS_KEY_ID" || name == "AWS_SECRET_ACCESS_KEY" ? "x" : "";
        });
    return *target_;
  }
  CloudfrontTarget& answering(const std::string& reply) {
    return answering([reply](const ServedRequest&) { return reply; });
  }
  static Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(5); }

  const PurgeBatch batch_{"pictor-1", {{"#i:a"}, {"/t/acme/a?w=1&h=2"}}};
  test::ManualClock clock_;
  std::unique_ptr<ScriptedServer> server_;
  std::unique_ptr<CloudfrontTarget> target_;
};

TEST_F(CloudfrontTargetTest, PostsTheDocumentOfTheApi) {
  EXPECT_EQ(answering(ScriptedServer::reply(201, invalidation("InProgress"))).submit(batch_, soon()).value(), "I2J");
  const ServedRequest request = server_->requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/2020-05-31/distribution/E2QWR/invalidation");
  EXPECT_EQ(
      request.body,
      R"(<?xml version="1.0" encoding="UTF-8"?>)"
      R"(<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Paths><Quantity>2</Quantity>)"
      "<Items><Path>#i:a</Path><Path>/t/acme/a?w=1&amp;h=2</Path></Items></Paths>"
      "<CallerReference>pictor-1</CallerReference></InvalidationBatch>");
  EXPECT_TRUE(request.headers.at("authorization").contains("/us-east-1/cloudfront/aws4_request"));
}

TEST_F(CloudfrontTargetTest, SendsTheSameBytesAgain) {
  CloudfrontTarget& target = answering(ScriptedServer::reply(201, invalidation("InProgress")));
  ASSERT_TRUE(target.submit(batch_, soon()));
  ASSERT_TRUE(target.submit(batch_, soon()));
  EXPECT_EQ(server_->requests().at(0).body, server_->requests().at(1).body);
}

TEST_F(CloudfrontTargetTest, IsDoneWithWhatIsCompletedAtOnce) {
  EXPECT_EQ(answering(ScriptedServer::reply(201, invalidation("Completed"))).submit(batch_, soon()).value(), "");
}

TEST_F(CloudfrontTargetTest, AsksByTheInvalidationsId) {
  EXPECT_FALSE(answering(ScriptedServer::reply(200, invalidation("InProgress"))).is_completed("I2J", soon()).value());
  EXPECT_EQ(server_->requests().at(0).target, "/2020-05-31/distribution/E2QWR/invalidation/I2J");
  EXPECT_TRUE(answering(ScriptedServer::reply(200, invalidation("Completed"))).is_completed("I2J", soon()).value());
}

TEST_F(CloudfrontTargetTest, TellsRefusalsApart) {
  struct Case {
    int status;
    const char* code;
    ErrorCode expected;
  };
  for (const Case& one : {Case{400, "TooManyInvalidationsInProgress", ErrorCode::kOverloaded},
                          {400, "Throttling", ErrorCode::kOverloaded},
                          {503, "ServiceUnavailable", ErrorCode::kOverloaded},
                          {429, "", ErrorCode::kOverloaded},
                          {500, "InternalError", ErrorCode::kInternal},
                          {403, "ExpiredToken", ErrorCode::kInternal},
                          {403, "AccessDenied", ErrorCode::kForbidden},
                          {403, "SignatureDoesNotMatch", ErrorCode::kForbidden},
                          {404, "NoSuchDistribution", ErrorCode::kNotFound},
                          {404, "NoSuchInvalidation", ErrorCode::kGone},
                          {400, "InvalidArgument", ErrorCode::kInvalidRequest},
                          {400, "InconsistentQuantities", ErrorCode::kInvalidRequest},
                          {400, "InvalidationBatchAlreadyExists", ErrorCode::kConflict},
                          {413, "BatchTooLarge", ErrorCode::kTooLarge}}) {
    EXPECT_EQ(answering(error(one.status, one.code)).submit(batch_, soon()).error().code, one.expected) << one.code;
  }
}

TEST_F(CloudfrontTargetTest, TakesNoAnswerForAcceptedThatDoesNotSaySo) {
  for (const char* body : {"", "<html/>", "<Invalidation><Id>I</Id></Invalidation>",
                           "<Invalidation><Status>Completed</Status></Invalidation>"}) {
    EXPECT_EQ(answering(ScriptedServer::reply(201, body)).submit(batch_, soon()).error().code, ErrorCode::kInternal);
  }
  EXPECT_FALSE(answering("").submit(batch_, soon())) << "the connection was cut";
}

TEST_F(CloudfrontTargetTest, SpellsTagsOrThePathsThatHoldThem) {
  const TenantId acme("acme");
  const CloudfrontTarget& tags = answering("");
  EXPECT_EQ(tags.spell(purge_image(acme, ImageId("img_1"), Staleness::kNever)), "#i:img_1");
  EXPECT_EQ(tags.spell(purge_everything()), "/*");
  const CloudfrontTarget& paths = answering([](const ServedRequest&) { return ""; }, /*has_tags=*/false);
  EXPECT_EQ(paths.spell(purge_image(acme, ImageId("img_1"), Staleness::kNever)), "/t/acme/*");
  EXPECT_EQ(paths.spell(purge_tenant(acme)), "/t/acme/*");
  EXPECT_EQ(paths.spell(purge_preset({"card", 1})), "/t/*");
}

}  // namespace
}  // namespace pictor::cdn
