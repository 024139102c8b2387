#include "http/middleware/conditions.h"

#include <gtest/gtest.h>

#include "http/middleware/request_id.h"
#include "support/fakes.h"

namespace pictor::http {
namespace {

Response blob_response() {
  Response response{.body = BlobBody{.length = 100}};
  response.headers.add("ETag", "\"v1\"");
  response.headers.add("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
  return response;
}

Response get(std::vector<std::pair<std::string, std::string>> headers, Method method = Method::kGet) {
  Request request{.method = method, .id = "r"};
  for (auto& [name, value] : headers) request.headers.add(name, value);
  return with_conditions(request, blob_response());
}

TEST(Conditions, SendEverythingWhenThereAreNone) {
  Response response = get({});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(body_length(response.body), 100);
}

TEST(Conditions, AnswerNotModifiedForAKnownEtag) {
  Response response = get({{"If-None-Match", "\"x\", W/\"v1\""}});
  EXPECT_EQ(response.status, 304);
  EXPECT_EQ(body_length(response.body), 0);
  EXPECT_EQ(response.headers.find("ETag"), "\"v1\"");
  EXPECT_EQ(get({{"If-None-Match", "\"x\""}}).status, 200);
}

TEST(Conditions, LookAtTheDateOnlyWithoutAnEtag) {
  EXPECT_EQ(get({{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status, 304);
  EXPECT_EQ(get({{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}).status, 200);
  EXPECT_EQ(get({{"If-Modified-Since", "yesterday"}}).status, 200);
  EXPECT_EQ(get({{"If-None-Match", "\"x\""}, {"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status, 200);
}

TEST(Ranges, AnswerPartOfTheBytes) {
  Response response = get({{"Range", "bytes=10-19"}});
  EXPECT_EQ(response.status, 206);
  EXPECT_EQ(response.headers.find("Content-Range"), "bytes 10-19/100");
  EXPECT_EQ(std::get<BlobBody>(response.body).offset, 10);
  EXPECT_EQ(body_length(response.body), 10);
}

TEST(Ranges, AreRefusedBeyondTheEndWithTheSize) {
  Response response = get({{"Range", "bytes=100-"}});
  EXPECT_EQ(response.status, 416);
  EXPECT_EQ(response.headers.find("Content-Range"), "bytes */100");
}

TEST(Ranges, CountOnlyForTheSameBytes) {
  EXPECT_EQ(get({{"Range", "bytes=0-1"}, {"If-Range", "\"v1\""}}).status, 206);
  EXPECT_EQ(get({{"Range", "bytes=0-1"}, {"If-Range", "\"v2\""}}).status, 200);
  EXPECT_EQ(get({{"Range", "bytes=0-1"}, {"If-Range", "W/\"v1\""}}).status, 200);
}

TEST(Ranges, AreIgnoredByHead) { EXPECT_EQ(get({{"Range", "bytes=0-1"}}, Method::kHead).status, 200); }

TEST(RequestId, KeepsASafeOneAndReplacesOthers) {
  test::CountingRandom random;
  Headers headers;
  headers.add("X-Request-Id", "client-1_a.b");
  EXPECT_EQ(choose_request_id(headers, random), "client-1_a.b");
  for (std::string bad : {std::string(), std::string("a b"), std::string("a\"b"), std::string(65, 'a')}) {
    Headers sent;
    sent.add("X-Request-Id", bad);
    EXPECT_TRUE(choose_request_id(sent, random).starts_with("req_")) << bad;
  }
}

TEST(Headers, ArePreparedUntilACopyOfThemChanges) {
  Headers headers;
  headers.add("ETag", "\"1\"");
  headers.prepare();
  const Headers shared = headers;
  headers.set("Cache-Control", "no-store");
  std::string section;
  shared.append_to(section);
  EXPECT_EQ(section, "ETag: \"1\"\r\n");
  section.clear();
  headers.append_to(section);
  EXPECT_EQ(section, "ETag: \"1\"\r\nCache-Control: no-store\r\n");
}

TEST(CommonHeaders, KeepThePolicyOfAPage) {
  Response page{};
  page.headers.add("Content-Security-Policy", "default-src 'self'");
  std::string head;
  append_response_head(head, page, {.date = "today", .request_id = "id", .connection = ""});
  EXPECT_EQ(head.find("Content-Security-Policy"), head.rfind("Content-Security-Policy"));
  EXPECT_TRUE(head.contains("default-src 'self'\r\n"));
  EXPECT_TRUE(head.contains("X-Request-Id: id\r\n"));
  EXPECT_TRUE(head.contains("X-Content-Type-Options: nosniff\r\n"));
}

}  // namespace
}  // namespace pictor::http
