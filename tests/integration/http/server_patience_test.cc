// What the server does with clients that want too much or are too slow, and at its end.
#include "server_fixture.h"

namespace pictor::http {
namespace {

using namespace std::string_literals;

TEST_F(ServerTest, ShedsWhatTheBlockingThreadsHaveNoRoomFor) {
  options_.blocking_threads = 1;
  options_.max_queued = 1;
  RawClient holder = connect();
  holder.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  held_.wait();
  RawClient queued = connect();
  queued.send("GET /fails HTTP/1.1\r\nHost: a\r\n\r\n");
  // One of the two finds the only place in the queue taken, whichever comes second.
  RawClient other = connect();
  other.send("GET /fails HTTP/1.1\r\nHost: a\r\n\r\n");
  std::future<int> first = std::async(std::launch::async, [&] { return queued.receive().status; });
  std::future<int> second = std::async(std::launch::async, [&] { return other.receive().status; });
  auto is_ready = [](std::future<int>& answer) {
    return answer.wait_for(milliseconds(1)) == std::future_status::ready;
  };
  while (!is_ready(first) && !is_ready(second)) {
  }
  EXPECT_EQ(connect().ask(kGetQuick).status, 200);  // what needs no blocking thread stays live
  release_.count_down();
  EXPECT_EQ(first.get() + second.get(), 503 + 500);
}

TEST_F(ServerTest, ClosesIdleConnections) {
  options_.idle_timeout = milliseconds(50);
  RawClient client = connect();
  EXPECT_EQ(client.ask(kGetQuick).status, 200);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, EndsAHeadThatTricklesIn) {
  options_.header_timeout = milliseconds(100);
  RawClient client = connect();
  client.send("GET /quick HTTP/1.1\r\nHost");
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, EndsABodyThatTricklesIn) {
  options_.rate_window = milliseconds(100);
  RawClient client = connect();
  client.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc");
  EXPECT_EQ(client.receive().status, 408);
}

TEST_F(ServerTest, EndsTheConnectionOfAClientThatDoesNotRead) {
  options_.rate_window = milliseconds(100);
  blob_ = blob(64 << 20);
  RawClient client = connect();
  client.send("GET /blob/x HTTP/1.1\r\nHost: a\r\n\r\n");
  // With the answer stuck the deadline ends the connection, and the drain below does not have to.
  auto started = std::chrono::steady_clock::now();
  server_->drain(started + std::chrono::seconds(60));
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(30));
}

TEST_F(ServerTest, TurnsAwayConnectionsOverTheLimit) {
  options_.max_connections = 1;
  RawClient first = connect();
  EXPECT_EQ(first.ask(kGetQuick).status, 200);
  RawClient second = connect();
  RawResponse response = second.receive();
  EXPECT_EQ(response.status, 503);
  EXPECT_FALSE(response.header("Retry-After").empty());
  EXPECT_EQ(first.ask(kGetQuick).status, 200);
}

TEST_F(ServerTest, DrainsByFinishingWhatRunsAndClosingWhatIsIdle) {
  RawClient idle = connect();
  EXPECT_EQ(idle.ask(kGetQuick).status, 200);
  RawClient busy = connect();
  busy.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  held_.wait();
  auto drained = std::async(std::launch::async,
                            [&] { server_->drain(std::chrono::steady_clock::now() + std::chrono::seconds(60)); });
  EXPECT_TRUE(idle.is_closed());
  release_.count_down();
  RawResponse response = busy.receive();
  EXPECT_EQ(response.body, "held");
  EXPECT_EQ(response.header("Connection"), "close");
  drained.get();
}

TEST_F(ServerTest, CancelsWhatIsStillRunningAtTheEndOfTheDrain) {
  RawClient busy = connect();
  busy.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
  held_.wait();
  auto drained = std::async(std::launch::async, [&] { server_->drain(std::chrono::steady_clock::now()); });
  EXPECT_EQ(cancelled_.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  release_.count_down();
  drained.get();
  EXPECT_NE(busy.receive().status, 200);
}

}  // namespace
}  // namespace pictor::http
