#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "http/request_head.h"

namespace pictor::http {

/// How the server listens and what it puts up with. Names are those of the settings.
struct ServerOptions {
  std::string listen = "127.0.0.1:8080";  ///< `address:port`, `[v6]:port`; port 0: any free one
  int threads = 0;                        ///< event loops; 0: number of cores
  int blocking_threads = 64;              ///< started as needed; the most use cases at a time
  std::size_t max_queued = 1024;          ///< requests that wait for a blocking thread; more are answered 503
  int max_connections = 4096;             ///< more are answered 503 and closed
  std::chrono::milliseconds header_timeout{10'000};    ///< from the first byte of a head to its end
  std::chrono::milliseconds idle_timeout{75'000};      ///< of a kept-alive connection between requests
  std::chrono::milliseconds request_timeout{300'000};  ///< from the end of the head to the answer
  std::int64_t min_body_rate = 1024;                   ///< bytes a second, both ways; see body_rate.h
  std::chrono::milliseconds rate_window{10'000};       ///< over which the rate is averaged
  HeadLimits head;
  std::size_t max_json_body = 1 << 20;      ///< bytes -> 413
  std::size_t max_ignored_body = 64 << 10;  ///< bytes of a body that the route does not want -> 413
  bool access_log = true;
};

}  // namespace pictor::http
