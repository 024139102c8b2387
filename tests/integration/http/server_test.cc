// The server over real sockets, with routes of the test's own.
#include "http/server.h"

#include <gtest/gtest.h>

#include <future>
#include <latch>

#include "blobs/blob_store.h"
#include "blobs/staging.h"
#include "raw_client.h"
#include "support/fakes.h"
#include "support/temporary_folder.h"

namespace pictor::http {
namespace {

using namespace std::string_literals;

using std::chrono::milliseconds;
using test::RawClient;
using test::RawResponse;

/// A blob that is a file without a name.
class FileBlob final : public blobs::Blob {
 public:
  explicit FileBlob(blobs::StagedFile file) : file_(std::move(file)) {}
  std::int64_t size() const override { return file_.size(); }
  Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const override {
    return static_cast<std::size_t>(::pread(file_.fd(), out.data(), out.size(), offset));
  }
  Result<int> local_fd() override { return file_.fd(); }

 private:
  blobs::StagedFile file_;
};

/// Counts what it is given and refuses at a limit.
class CountingReceiver final : public BodyReceiver {
 public:
  Result<void> receive(Bytes bytes) override {
    count += static_cast<std::int64_t>(bytes.size());
    if (count > 3'000'000) return fail_limit(ErrorCode::kTooLarge, "too much", 3'000'000, count);
    return {};
  }
  std::int64_t count = 0;
};

class ServerTest : public testing::Test {
 protected:
  void TearDown() override {
    release_.count_down(release_.try_wait() ? 0 : 1);
    server_.reset();
  }

  RawClient connect() {
    if (!server_) {
      options_.listen = "127.0.0.1:0";
      options_.threads = 2;
      options_.access_log = false;
      server_ = std::make_unique<Server>(options_,
                                         Site{.routes = routes(), .authenticate = authenticate_, .random = random_});
      auto started = server_->start();
      if (!started) throw std::runtime_error(started.error().cause);
    }
    return RawClient(server_->port());
  }

  std::shared_ptr<blobs::Blob> blob(std::size_t size) {
    auto file = std::move(staging_.create().value());
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>('a' + i % 23);
    EXPECT_TRUE(file.write(as_bytes(bytes)));
    file.finish();
    return std::make_shared<FileBlob>(std::move(file));
  }

  std::vector<Route> routes() {
    auto echo = [](const Request& request, BodyReceiver*) -> Result<Answer> {
      return json_response(200, request.body + request.path_parameters.begin()->second);
    };
    auto quick = [](const Request&, BodyReceiver*) -> Result<Answer> { return json_response(200, "quick"); };
    auto count = [](const Request&, BodyReceiver* receiver) -> Result<Answer> {
      return json_response(200, std::to_string(static_cast<CountingReceiver*>(receiver)->count));
    };
    auto open = [](const Request&) -> Result<std::unique_ptr<BodyReceiver>> {
      return std::make_unique<CountingReceiver>();
    };
    auto send_blob = [this](const Request& request, BodyReceiver*) -> Result<Answer> {
      Response response{.body = BlobBody{.blob = blob_, .length = blob_->size()}};
      response.headers.add("ETag", "\"v\"");
      if (request.path_parameters.begin()->second == "x") return response;
      return fail(ErrorCode::kNotFound, "no such blob");
    };
    auto hold = [this](const Request& request, BodyReceiver*) -> Result<Answer> {
      held_.count_down();
      std::stop_callback stopped(request.cancel, [this] { cancelled_.set_value(); });
      release_.wait();
      return json_response(200, "held");
    };
    auto wait = [this](const Request&, BodyReceiver*) -> Result<Answer> {
      return Pending{.signal = signal_,
                     .until = std::chrono::steady_clock::now() + wait_,
                     .resume = []() -> Result<Response> { return json_response(200, "waited"); }};
    };
    auto fails = [](const Request&, BodyReceiver*) -> Result<Answer> {
      return fail(ErrorCode::kInternal, "secret", "secret");
    };
    using access::Permission;
    return {
        {.method = Method::kGet, .pattern = "/quick", .run = Run::kInline, .handle = quick},
        {.method = Method::kPost, .pattern = "/echo/{x}", .body = BodyKind::kJson, .handle = echo},
        {.method = Method::kPost,
         .pattern = "/count",
         .body = BodyKind::kStream,
         .handle = count,
         .open_receiver = open},
        {.method = Method::kGet, .pattern = "/blob/{x}", .handle = send_blob},
        {.method = Method::kGet, .pattern = "/hold", .handle = hold},
        {.method = Method::kGet, .pattern = "/wait", .handle = wait},
        {.method = Method::kGet, .pattern = "/fails", .handle = fails},
        {.method = Method::kPost,
         .pattern = "/private",
         .permission = Permission::kUpload,
         .body = BodyKind::kStream,
         .handle = count,
         .open_receiver = open},
    };
  }

  ServerOptions options_;
  test::CountingRandom random_;
  test::TemporaryFolder folder_;
  blobs::StagingArea staging_ = std::move(blobs::StagingArea::open(folder_.path()).value());
  std::shared_ptr<blobs::Blob> blob_;
  std::shared_ptr<Signal> signal_ = std::make_shared<Signal>();
  milliseconds wait_{10'000};
  std::latch held_{1};
  std::latch release_{1};
  std::promise<void> cancelled_;
  Authenticator authenticate_ = [](std::string_view token) -> Result<access::Principal> {
    if (token != "good") return fail(ErrorCode::kUnauthenticated, "the token does not verify");
    return access::Principal{TenantId("t"), SubjectId("s"), {access::Role::kViewer}};
  };
  std::unique_ptr<Server> server_;
};

constexpr std::string_view kGetQuick = "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n";

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
