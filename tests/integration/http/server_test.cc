// What the server answers.
#include "server_fixture.h"

namespace pictor::http {
namespace {

using namespace std::string_literals;

TEST_F(ServerTest, KeepsTheConnectionAndCarriesTheCommonHeaders) {
  RawClient client = connect();
  for (int i = 0; i < 3; ++i) {
    RawResponse response = client.ask("GET /quick HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine-1\r\n\r\n");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "quick");
    EXPECT_EQ(response.header("X-Request-Id"), "mine-1");
    EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(response.header("Cache-Control"), "private, no-store");
    EXPECT_TRUE(response.header("Content-Security-Policy").starts_with("default-src 'none'"));
    EXPECT_FALSE(response.header("Date").empty());
    EXPECT_TRUE(response.header("Connection").empty());
  }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInTheirOrder) {
  RawClient client = connect();
  client.send("POST /echo/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + std::string(kGetQuick) +
              "POST /echo/2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n" +
              "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n" + std::string(kGetQuick));
  EXPECT_EQ(client.receive().body, "abc1");
  EXPECT_EQ(client.receive().body, "quick");
  EXPECT_EQ(client.receive().body, "de2");
  EXPECT_EQ(client.receive().status, 404);
  EXPECT_EQ(client.receive().body, "quick");
}

TEST_F(ServerTest, TakesARequestThatArrivesByteByByte) {
  RawClient client = connect();
  for (char byte : std::string("\r\nPOST /echo/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"))
    ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.receive().body, "hix");
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  RawClient client = connect();
  client.send("HEAD /quick HTTP/1.1\r\nHost: a\r\n\r\n");
  RawResponse response = client.receive(/*head_only=*/true);
  EXPECT_EQ(response.header("Content-Length"), "5");
  EXPECT_EQ(client.ask(kGetQuick).body, "quick");
}

TEST_F(ServerTest, ClosesAfterHttp10AndWhenTheClientWantsIt) {
  RawClient old = connect();
  EXPECT_EQ(old.ask("GET /quick HTTP/1.0\r\n\r\n").header("Connection"), "close");
  EXPECT_TRUE(old.is_closed());
  RawClient polite = connect();
  EXPECT_EQ(polite.ask("GET /quick HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").status, 200);
  EXPECT_TRUE(polite.is_closed());
  RawClient kept = connect();
  EXPECT_EQ(kept.ask("GET /quick HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("Connection"), "keep-alive");
  EXPECT_EQ(kept.ask("GET /quick HTTP/1.0\r\n\r\n").status, 200);
}

TEST_F(ServerTest, AnswersAClientThatHasFinishedSending) {
  RawClient client = connect();
  client.send("POST /echo/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
  client.shut_writing();
  EXPECT_EQ(client.receive().body, "hix");
}

TEST_F(ServerTest, NamesAllowedMethods) {
  RawClient client = connect();
  RawResponse response = client.ask("BREW /quick HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.header("Allow"), "GET, HEAD");
  EXPECT_EQ(client.ask(kGetQuick).status, 200);
}

/// Requests that a proxy in front could have read differently: refused, and nothing after them is served.
TEST_F(ServerTest, ClosesAfterEveryRequestThatCouldSmuggleAnother) {
  const std::vector<std::string> corpus = {
      "POST /echo/x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /echo/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n",
      "POST /echo/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
      "POST /echo/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
      "POST /echo/x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "GET /quick HTTP/1.1\nHost: a\n\n",
      "GET /quick HTTP/1.1\r\nHost: a\r\nX: y\rz\r\n\r\n",
      "GET /quick HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"s,
      "GET /quick HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET /quick HTTP/1.1\r\n\r\n",
      "GET http://b/quick HTTP/1.1\r\nHost: a\r\n\r\n",
      "POST /echo/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n0\r\n\r\n",
      "POST /echo/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n",
      "POST /echo/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(5000, 'a') +
          "\r\nx\r\n0\r\n\r\n",
      "POST /echo/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1ffffffffffffffff\r\nx\r\n0\r\n\r\n",
      "POST /echo/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n",
  };
  for (const std::string& request : corpus) {
    RawClient client = connect();
    RawResponse response = client.ask(request + std::string(kGetQuick));
    EXPECT_EQ(response.status, 400) << request;
    EXPECT_EQ(response.header("Connection"), "close") << request;
    EXPECT_EQ(response.header("Content-Type"), "application/problem+json") << request;
    EXPECT_EQ(client.receive().status, 0) << request;
  }
}

TEST_F(ServerTest, RefusesOversizedHeads) {
  EXPECT_EQ(connect().ask("GET /quick HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x')).status, 431);
  EXPECT_EQ(connect().ask("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n").status, 414);
}

TEST_F(ServerTest, StreamsABodyToItsReceiver) {
  RawClient client = connect();
  std::string body(2'500'000, 'x');
  client.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 2500000\r\n\r\n" + body + std::string(kGetQuick));
  EXPECT_EQ(client.receive().body, "2500000");
  EXPECT_EQ(client.receive().body, "quick");
}

TEST_F(ServerTest, EndsAStreamThatItsReceiverRefusesWhileItArrives) {
  RawClient client = connect();
  client.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n" + std::string(3'300'000, 'x'));
  RawResponse response = client.receive();
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(response.header("Connection"), "close");
}

TEST_F(ServerTest, BoundsBodiesThatAreNotStreamed) {
  EXPECT_EQ(connect().ask("POST /echo/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n").status, 413);
  RawClient chunked = connect();
  chunked.send("POST /echo/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n" +
               std::string(0x200000, 'x'));
  EXPECT_EQ(chunked.receive().status, 413);
}

TEST_F(ServerTest, AsksForABodyOnlyWhenItWillTakeIt) {
  RawClient welcome = connect();
  EXPECT_EQ(welcome.ask("POST /echo/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n").status,
            100);
  EXPECT_EQ(welcome.ask("hi").body, "hix");
  RawClient stranger = connect();
  RawResponse refused =
      stranger.ask("POST /private HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(refused.status, 401);
  EXPECT_FALSE(refused.header("WWW-Authenticate").empty());
}

TEST_F(ServerTest, ForbidsWhatTheRoleDoesNotAllow) {
  RawClient client = connect();
  RawResponse response =
      client.ask("POST /private HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer good\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(response.status, 403);
}

TEST_F(ServerTest, ShowsNothingOfAnInternalFailure) {
  RawResponse response = connect().ask("GET /fails HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

TEST_F(ServerTest, SendsBlobsOfAnySizeWholeAndInRanges) {
  for (std::size_t size : {0uz, 1uz, 65'536uz, 65'537uz, 9'000'000uz}) {
    blob_ = blob(size);
    RawClient client = connect();
    RawResponse whole = client.ask("GET /blob/x HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(whole.status, 200);
    ASSERT_EQ(whole.body.size(), size);
    if (size < 1000) continue;
    EXPECT_EQ(whole.body[size - 1], static_cast<char>('a' + (size - 1) % 23));
    RawResponse part = client.ask("GET /blob/x HTTP/1.1\r\nHost: a\r\nRange: bytes=100-199\r\n\r\n");
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.body, whole.body.substr(100, 100));
    EXPECT_EQ(client.ask("GET /blob/x HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v\"\r\n\r\n").status, 304);
    EXPECT_EQ(client.ask(kGetQuick).body, "quick");
  }
}

TEST_F(ServerTest, TellsAHandlerThatItsClientIsGone) {
  RawClient client = connect();
  client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  held_.wait();
  client.close();
  EXPECT_EQ(cancelled_.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_F(ServerTest, KeepsPipelinedRequestsThatArriveWhileAHandlerRuns) {
  RawClient client = connect();
  client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  held_.wait();
  client.send(kGetQuick);
  client.send(std::string(kGetQuick).substr(0, 10));
  release_.count_down();
  EXPECT_EQ(client.receive().body, "held");
  client.send(std::string(kGetQuick).substr(10));
  EXPECT_EQ(client.receive().body, "quick");
  EXPECT_EQ(client.receive().body, "quick");
}

TEST_F(ServerTest, AnswersAWaitingRequestWhenItsSignalIsRaised) {
  RawClient client = connect();
  client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  signal_->raise();
  EXPECT_EQ(client.receive().body, "waited");
}

TEST_F(ServerTest, AnswersAWaitingRequestWhenItsTimeIsUp) {
  wait_ = milliseconds(20);
  EXPECT_EQ(connect().ask("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n").body, "waited");
}

}  // namespace
}  // namespace pictor::http
