// Answers from memory, and heads that the server has read before.
#include <set>

#include "http/known_requests.h"
#include "server_fixture.h"

namespace pictor::http {
namespace {

constexpr std::string_view kGetPicture = "GET /picture/a HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_F(ServerTest, AnswersTheSameHeadFromMemoryAgain) {
  RawClient client = connect();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(client.ask(kGetPicture).body, "ready for /picture/a") << i;
  EXPECT_EQ(connect().ask(kGetPicture).body, "ready for /picture/a");
  EXPECT_EQ(asked_for_ready_, 5);
}

TEST_F(ServerTest, NamesEveryAnswerToTheSameHead) {
  RawClient client = connect();
  std::set<std::string> ids;
  for (int i = 0; i < 4; ++i) ids.insert(client.ask(kGetPicture).header("X-Request-Id"));
  EXPECT_EQ(ids.size(), 4u);
}

TEST_F(ServerTest, MakesWhatIsReadyNoMore) {
  RawClient client = connect();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.ask(kGetPicture).body, "ready for /picture/a");
  has_ready_ = false;
  EXPECT_EQ(client.ask(kGetPicture).body, "made for /picture/a");
  has_ready_ = true;
  EXPECT_EQ(client.ask(kGetPicture).body, "ready for /picture/a");
}

TEST_F(ServerTest, KeepsTheIdsOfHeadsThatDifferInNothingElse) {
  RawClient client = connect();
  for (const std::string id : {"one", "two", "one"}) {
    const std::string head = "GET /picture/a HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + id + "\r\n\r\n";
    EXPECT_EQ(client.ask(head).header("X-Request-Id"), id);
  }
}

TEST_F(ServerTest, ClosesAfterAKnownHeadThatAsksForIt) {
  for (int i = 0; i < 3; ++i) {
    RawClient client = connect();
    EXPECT_EQ(client.ask("GET /picture/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").status, 200);
    EXPECT_TRUE(client.is_closed());
  }
}

TEST(KnownRequests, AreNeverMoreThanABound) {
  KnownRequests known;
  const auto exchange = std::make_shared<const Exchange>();
  for (int i = 0; i < 5'000; ++i) known.keep("GET /" + std::to_string(i), exchange);
  EXPECT_LE(exchange.use_count(), 513);
  EXPECT_EQ(known.find("GET /4999"), exchange);
}

TEST(KnownRequests, AreNotKeptWhereTheHeadIsLong) {
  KnownRequests known;
  const std::string head(4'096, 'a');
  known.keep(head, std::make_shared<const Exchange>());
  EXPECT_EQ(known.find(head), nullptr);
}

}  // namespace
}  // namespace pictor::http
