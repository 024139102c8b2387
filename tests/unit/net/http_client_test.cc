#include "net/http_client.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include "support/scripted_server.h"

namespace pictor::net {
namespace {

using test::ScriptedServer;
using test::ServedRequest;

Deadline in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }
Deadline soon() { return in(std::chrono::seconds(20)); }

TEST(HttpClient, SendsWhatItIsGivenAndReadsTheAnswer) {
  const ScriptedServer server(
      [](const ServedRequest& r) { return ScriptedServer::reply(201, r.body + "!", "X-Thing:  a b \r\n"); });
  HttpClient client;
  const auto answer = client.send(
      {.method = "PUT", .url = server.url() + "/a/../b?x=%2F", .headers = {{"X-Sent", "1"}}, .body = as_bytes("hi")},
      soon());
  ASSERT_TRUE(answer.has_value()) << answer.error().cause;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(as_text(answer->body), "hi!");
  EXPECT_EQ(answer->header("x-thing"), "a b");
  const ServedRequest sent = server.requests().at(0);
  EXPECT_EQ(sent.target, "/a/../b?x=%2F");
  EXPECT_EQ(sent.headers.at("x-sent"), "1");
  EXPECT_FALSE(sent.headers.contains("expect"));
}

TEST(HttpClient, SendsAPartOfAFile) {
  const ScriptedServer server([](const ServedRequest& r) { return ScriptedServer::reply(200, r.body); });
  const UniqueFd file(::memfd_create("body", MFD_CLOEXEC));
  ASSERT_EQ(::pwrite(file.get(), "0123456789", 10, 0), 10);
  HttpClient client;
  const auto answer = client.send(
      {.method = "PUT", .url = server.url(), .body_fd = file.get(), .body_offset = 2, .body_bytes = 5}, soon());
  EXPECT_EQ(as_text(answer.value().body), "23456");
}

TEST(HttpClient, WritesAnAnswerIntoAFile) {
  const ScriptedServer server([](const ServedRequest&) { return ScriptedServer::reply(200, "content"); });
  const UniqueFd file(::memfd_create("answer", MFD_CLOEXEC));
  HttpClient client;
  const auto answer = client.send({.url = server.url(), .answer_fd = file.get()}, soon());
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->body.empty());
  char read[8] = {};
  EXPECT_EQ(::pread(file.get(), read, sizeof(read), 0), 7);
}

TEST(HttpClient, KeepsItsConnectionForTheNextRequest) {
  const ScriptedServer server([](const ServedRequest&) { return ScriptedServer::reply(200, ""); });
  HttpClient client;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client.send({.url = server.url()}, soon()));
  EXPECT_EQ(server.requests().size(), 3u);
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, AnswersInTheOrderOfTheRequests) {
  const ScriptedServer server([](const ServedRequest& r) { return ScriptedServer::reply(200, r.target); });
  HttpClient client;
  std::vector<HttpRequest> requests;
  for (int i = 0; i < 20; ++i) requests.push_back({.url = server.url() + "/" + std::to_string(i)});
  const auto answers = client.send_all(requests, soon());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(as_text(answers[i].value().body), "/" + std::to_string(i));
}

TEST(HttpClient, FollowsNoRedirect) {
  const ScriptedServer server(
      [](const ServedRequest&) { return ScriptedServer::reply(302, "", "Location: http://127.0.0.1:1/\r\n"); });
  HttpClient client;
  EXPECT_EQ(client.send({.url = server.url()}, soon()).value().status, 302);
}

TEST(HttpClient, TellsAConnectionThatWasCut) {
  const ScriptedServer server([](const ServedRequest&) { return "HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nabc"; });
  HttpClient client({.stall_timeout = std::chrono::seconds(1)});
  const auto answer = client.send({.url = server.url()}, in(std::chrono::milliseconds(300)));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kDeadlineExceeded);
  const ScriptedServer cutting([](const ServedRequest&) { return ""; });
  EXPECT_EQ(client.send({.url = cutting.url()}, soon()).error().code, ErrorCode::kInternal);
}

TEST(HttpClient, RefusesAnAnswerThatIsTooLong) {
  const ScriptedServer server([](const ServedRequest&) { return ScriptedServer::reply(200, std::string(1000, 'x')); });
  HttpClient client;
  EXPECT_FALSE(client.send({.url = server.url(), .max_answer_bytes = 999}, soon()));
}

TEST(HttpClient, SpeaksNothingButHttp) {
  HttpClient client;
  EXPECT_FALSE(client.send({.url = "file:///etc/passwd"}, soon()));
}

}  // namespace
}  // namespace pictor::net
