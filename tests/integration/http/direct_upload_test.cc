#include "api_fixture.h"
#include "catalog/tenants.h"

namespace pictor::test {
namespace {

class DirectUploadTest : public ApiFixture {
 protected:
  RawResponse draft(const std::string& body) { return ask("POST", "/images/direct-upload", alice_token_, "", body); }
  std::string drafted() { return std::string(json(draft(R"({"content_type":"image/jpeg"})")).at("id").as_string()); }
  void put(const std::string& id, const std::string& bytes) {
    const blobs::BlobName name = blobs::draft_name(ImageId(id));
    ASSERT_TRUE(memory_.publish_all(alice_.tenant, std::vector{blobs::NewBlob{name, as_bytes(bytes)}}));
  }
  RawResponse complete(const std::string& id, const std::string& bearer, const std::string& extra = "") {
    return ask("POST", "/images/" + id + "/complete", bearer, extra);
  }
};

TEST_F(DirectUploadTest, AnswersAFormAndThenTheImage) {
  const RawResponse begun = draft(R"({"content_type":"image/jpeg","name":"a.jpg","tags":["x"],"metadata":{"k":1}})");
  ASSERT_EQ(begun.status, 201) << begun.body;
  EXPECT_EQ(begun.header("Cache-Control"), "private, no-store");
  const auto answer = json(begun);
  const std::string id(answer.at("id").as_string());
  EXPECT_EQ(answer.at("upload").at("method").as_string(), "POST");
  EXPECT_EQ(answer.at("upload").at("fields").at("key").as_string(), "q/" + id);
  EXPECT_EQ(answer.at("complete_url").as_string(), "/images/" + id + "/complete");
  EXPECT_EQ(complete(id, alice_token_).status, 409);
  EXPECT_EQ(ask("GET", "/images/" + id, alice_token_).status, 404);
  put(id, jpeg_like("direct"));
  const RawResponse made = complete(id, alice_token_);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.header("Location"), "/images/" + id);
  EXPECT_EQ(json(made)["name"], "a.jpg");
  EXPECT_EQ(complete(id, alice_token_).body, made.body);
  EXPECT_EQ(json(ask("GET", "/images/" + id, alice_token_))["tags"].as_array().size(), 1u);
}

TEST_F(DirectUploadTest, RefusesWhatNoImageCanBe) {
  for (const auto& [body, status] : {std::pair(R"({})", 400),
                                     {R"({"content_type":7})", 400},
                                     {R"({"content_type":"text/html"})", 415},
                                     {R"({"content_type":"image/bmp"})", 415},
                                     {R"({"content_type":"image/jpeg","bytes":0})", 400},
                                     {R"({"content_type":"image/jpeg","bytes":2000000000})", 413},
                                     {R"({"content_type":"image/jpeg","sha256":"ABC"})", 400},
                                     {R"({"content_type":"image/jpeg","visibility":"secret"})", 400},
                                     {R"({"content_type":"image/jpeg","expires_at":"2001-01-01T00:00:00Z"})", 400},
                                     {R"({"content_type":"image/jpeg","key":"mine"})", 400}})
    EXPECT_EQ(draft(body).status, status) << body;
}

TEST_F(DirectUploadTest, HidesADraftFromOtherTenantsAndRoles) {
  ASSERT_TRUE(database_->write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
    return catalog::insert_tenant(session, TenantId("other"), clock_.now());
  }));
  const std::string id = drafted();
  put(id, jpeg_like("mine"));
  const std::string stranger = token("eve", access::Role::kAdmin, "other");
  const RawResponse theirs = complete(id, stranger, "X-Request-Id: same\r\n");
  EXPECT_EQ(theirs.status, 404);
  EXPECT_EQ(theirs.body, complete("img_" + std::string(26, '0'), stranger, "X-Request-Id: same\r\n").body);
  EXPECT_EQ(complete(id, token("vera", access::Role::kViewer)).status, 403);
  EXPECT_EQ(complete(id, token("bob", access::Role::kEditor)).status, 403);
  EXPECT_EQ(ask("POST", "/images/direct-upload", token("vera", access::Role::kViewer), "", "{}").status, 403);
}

TEST_F(DirectUploadTest, SaysWhenTheTenantHasBegunTooMany) {
  deps_->limits.max_drafts = 1;
  drafted();
  const RawResponse refused = draft(R"({"content_type":"image/jpeg"})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json(refused)["code"], "quota_exceeded");
  EXPECT_EQ(json(refused)["limit"], 1);
}

TEST_F(DirectUploadTest, SaysWhenTheStoreTakesNoUploadsOfClients) {
  blobs_.takes_uploads = false;
  const RawResponse refused = draft(R"({"content_type":"image/jpeg"})");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(json(refused)["code"], "conflict");
}

}  // namespace
}  // namespace pictor::test
