#pragma once
// The server over real sockets, with routes of the test's own.

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

#include "blobs/blob_store.h"
#include "blobs/staging.h"
#include "http/server.h"
#include "raw_client.h"
#include "support/fakes.h"
#include "support/temporary_folder.h"

namespace pictor::http {

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
    auto make = [](const Request& request, BodyReceiver*) -> Result<Answer> {
      return json_response(200, "made for " + request.path);
    };
    auto find_ready = [this](const Request& request) -> std::optional<Response> {
      ++asked_for_ready_;
      if (!has_ready_) return std::nullopt;
      return json_response(200, "ready for " + request.path);
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
        {.method = Method::kGet, .pattern = "/picture/{x}", .handle = make, .find_ready = find_ready},
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
  std::atomic<bool> has_ready_ = true;
  std::atomic<int> asked_for_ready_ = 0;
  Authenticator authenticate_ = [](std::string_view token) -> Result<access::Principal> {
    if (token != "good") return fail(ErrorCode::kUnauthenticated, "the token does not verify");
    return access::Principal{TenantId("t"), SubjectId("s"), {access::Role::kViewer}};
  };
  std::unique_ptr<Server> server_;
};

inline constexpr std::string_view kGetQuick = "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n";

}  // namespace pictor::http
