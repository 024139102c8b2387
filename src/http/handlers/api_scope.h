#pragma once

#include <functional>

#include "app/deps.h"
#include "delivery/cache_tags.h"
#include "http/json/image_json.h"

namespace pictor::http {

/// What the handlers of the API work with. Any thread.
struct ApiScope {
  app::Deps& deps;
  UrlPrefix urls;                       ///< in front of the URLs in answers
  delivery::TagHeader cache_tags = {};  ///< how the edge is told what an answer is of
  /// Where clients get the path of a delivery URL, at least until then.
  std::function<Result<std::string>(const std::string& path, Time until)> delivery_url = [](const std::string& path,
                                                                                            Time) { return path; };
  Deadline (*steady_now)() = &std::chrono::steady_clock::now;
  std::chrono::seconds jobs_stuck_after{120};  ///< readiness fails when a due job waits longer
};

}  // namespace pictor::http
