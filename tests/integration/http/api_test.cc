#include <boost/json/array.hpp>
#include <thread>

#include "api_fixture.h"
#include "catalog/tenants.h"

namespace pictor::test {
namespace {

const std::string kFile = R"(name="file"; filename="beach.jpg")";

class ApiTest : public ApiFixture {};

TEST_F(ApiTest, UploadsAnImageWithItsFieldsInAnyOrder) {
  RawResponse response = upload_form(form_part(R"(name="tags")", "sea, sun") + form_part(kFile, jpeg_like("one")) +
                                     form_part(R"(name="visibility")", "public"));
  ASSERT_EQ(response.status, 201) << response.body;
  auto image = json(response);
  EXPECT_EQ(image["name"], "beach.jpg");
  EXPECT_EQ(image["owner"], "alice");
  EXPECT_EQ(image["status"], "processing");
  EXPECT_EQ(image["visibility"], "public");
  EXPECT_EQ(image["tags"].as_array().size(), 2u);
  EXPECT_EQ(response.header("Location"), "/images/" + std::string(image["id"].as_string()));
  EXPECT_EQ(ask("GET", response.header("Location"), alice_token_).status, 200);
}

TEST_F(ApiTest, RefusesFormsThatAreNotAnUpload) {
  const std::vector<std::tuple<std::string, int, std::string>> bad = {
      {"", 400, "missing_file"},
      {form_part(R"(name="name")", "x"), 400, "missing_file"},
      {form_part(kFile, jpeg_like("a")) + form_part(kFile, jpeg_like("b")), 400, "invalid_parameter"},
      {form_part(kFile, jpeg_like("a")) + form_part(R"(name="colour")", "x"), 400, "invalid_parameter"},
      {form_part(R"(name="name")", "x") + form_part(R"(name="name")", "y") + form_part(kFile, jpeg_like("a")), 400,
       "invalid_parameter"},
      {form_part(R"(name="album")", std::string(70'000, 'a')) + form_part(kFile, jpeg_like("a")), 400,
       "invalid_parameter"},
      {form_part(R"(name="expires_at")", "tomorrow") + form_part(kFile, jpeg_like("a")), 400, "invalid_parameter"},
      {form_part(kFile, std::string(200, 'x')), 415, "unsupported_type"},
      {form_part(kFile, ""), 415, "unsupported_type"},
  };
  for (const auto& [form, status, code] : bad) {
    RawResponse response = upload_form(form);
    EXPECT_EQ(response.status, status) << form.substr(0, 200);
    EXPECT_EQ(json(response)["code"], code.c_str()) << form.substr(0, 200);
  }
  EXPECT_TRUE(blob_names().empty());
  EXPECT_EQ(quarantined(), 0u);
}

TEST_F(ApiTest, RefusesATooLargeUploadBeforeItsBodyAndWhileItArrives) {
  deps_->limits.max_upload_bytes = 1000;
  RawResponse early = ask("POST", "/images/upload", alice_token_,
                          "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: 99999999\r\n");
  EXPECT_EQ(early.status, 413);
  EXPECT_EQ(json(early)["limit"], 1000);
  RawResponse late = upload_form(form_part(kFile, jpeg_like(std::string(2000, 'x'))));
  EXPECT_EQ(late.status, 413);
  EXPECT_EQ(quarantined(), 0u);
}

TEST_F(ApiTest, WaitsForProcessingWithoutHoldingAThread) {
  std::jthread worker([this] {
    auto find_image = [](sql::Session& session) { return session.query("SELECT image FROM processing_jobs"); };
    auto found = deps_->database.read(find_image);
    while (found && found->empty()) found = deps_->database.read(find_image);
    ASSERT_TRUE(found && run_next_job());
    events_.notify(ImageId(found->front().text(0)));  // as the worker's hook does
  });
  RawResponse response = upload_form(form_part(kFile, jpeg_like("wait")), "Prefer: wait=30\r\n");
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(json(response)["status"], "ready");
  EXPECT_EQ(response.header("Preference-Applied"), "wait=30");
}

TEST_F(ApiTest, AnswersARepeatedUploadByItsIdempotencyKey) {
  std::string form = form_part(kFile, jpeg_like("again"));
  RawResponse first = upload_form(form, "Idempotency-Key: k1\r\n");
  RawResponse second = upload_form(form, "Idempotency-Key: k1\r\n");
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(json(first)["id"], json(second)["id"]);
  EXPECT_EQ(upload_form(form_part(kFile, jpeg_like("other")), "Idempotency-Key: k1\r\n").status, 409);
  EXPECT_EQ(upload_form(form, "Idempotency-Key: a b\r\n").status, 400);
}

TEST_F(ApiTest, ServesJsonOrBytesByWhatIsAsked) {
  std::string path = "/images/" + ready("pic").image.id.str();
  RawResponse document = ask("GET", path, alice_token_);
  EXPECT_EQ(document.header("Content-Type"), "application/json");
  EXPECT_EQ(document.header("Vary"), "Authorization, Accept");
  RawResponse by_accept = ask("GET", path, alice_token_, "Accept: image/webp,image/*;q=0.8\r\n");
  EXPECT_EQ(by_accept.status, 200) << by_accept.body;
  EXPECT_TRUE(by_accept.header("Content-Type").starts_with("image/"));
  RawResponse by_width = ask("GET", path + "?w=100&format=png", alice_token_);
  EXPECT_EQ(by_width.header("Content-Type"), "image/png") << by_width.body;
  EXPECT_EQ(by_width.header("Cache-Control"), "private, max-age=60, must-revalidate");
  std::string etag = by_width.header("ETag");
  EXPECT_EQ(ask("GET", path + "?w=100&format=png", alice_token_, "If-None-Match: " + etag + "\r\n").status, 304);
  EXPECT_EQ(ask("GET", path + "?w=0", alice_token_).status, 400);
  EXPECT_EQ(ask("GET", path + "?wdith=1", alice_token_).status, 400);
}

TEST_F(ApiTest, ServesTheOriginalAsAnAttachment) {
  std::string path = "/images/" + ready("orig").image.id.str() + "/original";
  RawResponse whole = ask("GET", path, alice_token_);
  EXPECT_EQ(whole.status, 200);
  EXPECT_TRUE(whole.header("Content-Disposition").starts_with("attachment"));
  RawResponse part = ask("GET", path, alice_token_, "Range: bytes=1-3\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, whole.body.substr(1, 3));
  EXPECT_EQ(ask("HEAD", path, alice_token_).header("Content-Length"), std::to_string(whole.body.size()));
}

TEST_F(ApiTest, ListsServesAndNegotiatesThumbnails) {
  std::string path = "/images/" + ready("thumbs").image.id.str() + "/thumbnails";
  auto items = json(ask("GET", path, alice_token_))["items"].as_array();
  ASSERT_FALSE(items.empty());
  for (const auto& item : items) {
    RawResponse bytes = ask("GET", std::string(item.at("url").as_string()), alice_token_);
    EXPECT_EQ(bytes.status, 200);
    EXPECT_EQ(bytes.header("Content-Type"), std::string(item.at("content_type").as_string()));
  }
  EXPECT_EQ(ask("GET", path + "/small", alice_token_, "Accept: image/webp\r\n").header("Content-Type"), "image/webp");
  EXPECT_EQ(ask("GET", path + "/gigantic", alice_token_).status, 404);
}

TEST_F(ApiTest, ConvertsNowAndAsAJob) {
  std::string path = "/images/" + ready("convert").image.id.str() + "/convert";
  RawResponse now = ask("PUT", path, alice_token_, "", R"({"format":"webp","width":64})");
  ASSERT_EQ(now.status, 200) << now.body;
  EXPECT_EQ(json(now)["format"], "webp");
  EXPECT_EQ(ask("GET", std::string(json(now)["url"].as_string()), alice_token_).header("Content-Type"), "image/webp");
  RawResponse later = ask("PUT", path, alice_token_, "Prefer: respond-async\r\n", R"({"format":"png"})");
  EXPECT_EQ(later.status, 202);
  EXPECT_EQ(json(ask("GET", later.header("Location"), alice_token_))["status"], "queued");
  EXPECT_EQ(ask("PUT", path, alice_token_, "", R"({"width":64})").status, 400);
  EXPECT_EQ(ask("PUT", path, alice_token_, "", R"({"format":"webp","format":"png"})").status, 400);
}

TEST_F(ApiTest, ChangesDeletesAndRestores) {
  std::string path = "/images/" + ready("change").image.id.str();
  RawResponse patched = ask("PATCH", path, alice_token_, "", R"({"name":"new.jpg","album":"summer"})");
  EXPECT_EQ(json(patched)["album"], "summer") << patched.body;
  EXPECT_EQ(ask("DELETE", path, alice_token_).status, 204);
  EXPECT_EQ(json(ask("GET", "/images", alice_token_))["items"].as_array().size(), 0u);
  EXPECT_EQ(json(ask("GET", "/images?deleted=true", alice_token_))["items"].as_array().size(), 1u);
  EXPECT_EQ(ask("GET", path + "/original", alice_token_).status, 410);
  EXPECT_EQ(ask("POST", path + "/restore", alice_token_).status, 200);
  EXPECT_EQ(ask("DELETE", path + "?purge=true", alice_token_).status, 204);
  EXPECT_EQ(ask("GET", path, alice_token_).status, 404);
}

TEST_F(ApiTest, ListsByQueryAndRefusesWhatItDoesNotKnow) {
  ready("a");
  ready("b");
  auto page = json(ask("GET", "/images?limit=1&sort=name&order=asc", alice_token_));
  EXPECT_EQ(page["items"].as_array().size(), 1u);
  std::string cursor(page["next_cursor"].as_string());
  EXPECT_EQ(
      json(ask("GET", "/images?limit=1&sort=name&order=asc&cursor=" + cursor, alice_token_))["items"].as_array().size(),
      1u);
  for (const char* query :
       {"limit=0", "limit=201", "sort=size", "order=up", "status=done", "format=jpg", "deleted=1", "page=2"})
    EXPECT_EQ(ask("GET", std::string("/images?") + query, alice_token_).status, 400) << query;
}

TEST_F(ApiTest, WantsAValidTokenOfAKnownTenant) {
  EXPECT_EQ(ask("GET", "/images").status, 401);
  EXPECT_EQ(ask("GET", "/images", "nonsense").status, 401);
  EXPECT_EQ(ask("GET", "/images", "", "Authorization: Basic YTpi\r\n").status, 401);
  EXPECT_EQ(ask("GET", "/images", token("bob", access::Role::kAdmin, "nowhere")).status, 401);
  EXPECT_EQ(ask("GET", "/images", token("bob", access::Role::kViewer)).status, 200);
}

TEST_F(ApiTest, HidesImagesOfOtherTenantsBehindTheSameAnswer) {
  std::string mine = "/images/" + ready("mine").image.id.str();
  ASSERT_TRUE(deps_->database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
    return catalog::insert_tenant(session, TenantId("other"), clock_.now());
  }));
  std::string stranger = token("eve", access::Role::kAdmin, "other");
  std::string absent = "/images/img_" + std::string(26, '0');
  for (const std::string& rest : {"", "/original", "/thumbnails", "/thumbnails/small"}) {
    RawResponse theirs = ask("GET", mine + rest, stranger, "X-Request-Id: same\r\n");
    RawResponse nobodys = ask("GET", absent + rest, stranger, "X-Request-Id: same\r\n");
    EXPECT_EQ(theirs.status, 404) << rest;
    EXPECT_EQ(theirs.body, nobodys.body) << rest;
  }
  EXPECT_EQ(ask("DELETE", mine, stranger).status, 404);
  EXPECT_EQ(ask("PATCH", mine, stranger, "", R"({"name":"x"})").status, 404);
  EXPECT_EQ(ask("PUT", mine + "/convert", stranger, "", R"({"format":"webp"})").status, 404);
  EXPECT_EQ(ask("POST", mine + "/restore", stranger).status, 404);
}

TEST_F(ApiTest, KeepsViewersAndOtherEditorsFromChanging) {
  std::string path = "/images/" + ready("guarded").image.id.str();
  EXPECT_EQ(ask("DELETE", path, token("bob", access::Role::kViewer)).status, 403);
  EXPECT_EQ(ask("DELETE", path, token("bob", access::Role::kEditor)).status, 403);
  EXPECT_EQ(ask("DELETE", path, token("bob", access::Role::kAdmin)).status, 204);
}

TEST_F(ApiTest, AnswersOperationsWithoutAToken) {
  EXPECT_EQ(ask("GET", "/healthz").body, R"({"status":"ok"})");
  EXPECT_EQ(json(ask("GET", "/readyz"))["status"], "ready");
  EXPECT_NE(ask("GET", "/metrics").body.find("pictor_http_requests_total"), std::string::npos);
  blobs_.down = true;
  RawResponse broken = ask("GET", "/readyz");
  EXPECT_EQ(broken.status, 503);
  EXPECT_FALSE(broken.header("Retry-After").empty());
}

TEST_F(ApiTest, ServesItsOwnDocumentation) {
  RawResponse page = ask("GET", "/docs");
  EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_NE(page.header("Content-Security-Policy").find("script-src 'self'"), std::string::npos);
  EXPECT_EQ(page.body.find("http://"), std::string::npos);
  EXPECT_EQ(page.body.find("https://"), std::string::npos);
  EXPECT_EQ(json(ask("GET", "/openapi.json"))["openapi"], "3.1.0");
  for (const char* path : {"/", "/docs.css", "/docs.js"}) EXPECT_EQ(ask("GET", path).status, 200) << path;
}

}  // namespace
}  // namespace pictor::test
