#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "http/method.h"
#include "http/request.h"
#include "observe/metrics.h"

namespace pictor::http {

/// What became of a request.
struct Served {
  std::string_view request_id;
  std::string_view remote;  ///< address of the peer, without its port
  std::string_view route;   ///< its pattern; `none` where no route matched
  int status = 0;           ///< 499 when the client went away before there was an answer
  std::int64_t bytes = 0;   ///< of the body that was sent
  std::chrono::steady_clock::duration time{};
};

/// The counters of requests and of their times, by route, method and status, as one thread has needed them.
class RequestMeters {
 public:
  /// `route` is kept as it is.
  void record(std::string_view route, Method method, int status, double seconds);

 private:
  struct Meter {
    std::string_view route;
    Method method;
    int status;
    observe::Counter requests;
    observe::Histogram seconds;
  };
  std::vector<Meter> meters_;
  std::size_t last_ = 0;  ///< the one needed last, which most often is the next
};

/// Counts a request that was read from its head as `request`, and writes its line (event `http.request`) when
/// `write_line`.
void record_request(RequestMeters& meters, const Request& request, const Served& served, bool write_line);

}  // namespace pictor::http
