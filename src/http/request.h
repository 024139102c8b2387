#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "access/token.h"
#include "base/cancel.h"
#include "base/clock.h"
#include "http/headers.h"
#include "http/method.h"
#include "http/target.h"

namespace pictor::http {

/// A request as handlers see it: accepted by the rules, its body apart.
struct Request {
  Method method = Method::kGet;
  std::string path;  ///< as sent
  std::vector<std::string> segments;
  Query query;
  Headers headers;
  std::map<std::string, std::string, std::less<>> path_parameters;  ///< `{id}` of the route's pattern, decoded
  std::string id;                                                   ///< of X-Request-Id
  access::Principal principal;                                      ///< valid on routes whose permission is not kNone
  std::string body;                                                 ///< of routes that take JSON; else empty
  Deadline deadline{};                                              ///< of the whole request
  CancelToken cancel;  ///< stopped when the client goes away or the server shuts down
};

}  // namespace pictor::http
