#pragma once
// Requests to other servers: stores, edges, identity providers.

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/result.h"

namespace pictor::net {

struct HttpHeader {
  std::string name;
  std::string value;
};

/// What is borrowed must outlive the call.
struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< sent as it is: no dots are resolved, nothing is encoded again
  std::vector<HttpHeader> headers;
  Bytes body;        ///< sent when `body_fd` is -1
  int body_fd = -1;  ///< a file whose bytes from `body_offset` on are the body
  std::int64_t body_offset = 0;
  std::int64_t body_bytes = 0;
  int answer_fd = -1;                          ///< the body of a 2xx answer is appended here rather than kept in memory
  std::int64_t max_answer_bytes = 16LL << 20;  ///< in memory; a longer answer is an error
};

struct HttpAnswer {
  int status = 0;
  std::vector<HttpHeader> headers;  ///< names in lower case
  std::vector<std::uint8_t> body;
  /// The first header of that (lower-case) name; empty when there is none.
  std::string_view header(std::string_view name) const;
};

struct HttpClientOptions {
  std::chrono::milliseconds connect_timeout{3'000};
  std::chrono::seconds stall_timeout{20};  ///< of less than a byte a second
  int connections = 32;                    ///< open at a time in one batch
};

/// HTTP/1.1 by libcurl. Connections are kept and reused; redirects are not followed; TLS certificates are verified.
/// Any thread; calls block. An answer of any status is a value. Errors: kDeadlineExceeded, and kInternal with the cause
/// when no whole answer came (nothing listens, the connection was cut, the answer is too long).
class HttpClient {
 public:
  explicit HttpClient(const HttpClientOptions& options = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  Result<HttpAnswer> send(const HttpRequest& request, Deadline deadline);
  /// All at the same time; answers in the order of the requests.
  std::vector<Result<HttpAnswer>> send_all(std::span<const HttpRequest> requests, Deadline deadline);

 private:
  class Batch;
  std::unique_ptr<Batch> take();
  void give_back(std::unique_ptr<Batch> batch);

  HttpClientOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Batch>> idle_;  ///< each with its open connections
};

}  // namespace pictor::net
