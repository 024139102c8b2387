#pragma once

#include "app/deps.h"
#include "http/json/image_json.h"

namespace pictor::http {

/// What the handlers of the API work with. Any thread.
struct ApiScope {
  app::Deps& deps;
  UrlPrefix urls;                              ///< in front of the URLs in answers
  std::chrono::seconds jobs_stuck_after{120};  ///< readiness fails when a due job waits longer
};

}  // namespace pictor::http
