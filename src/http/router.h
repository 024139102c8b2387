#pragma once

#include <map>
#include <string>
#include <vector>

#include "http/route.h"

namespace pictor::http {

/// What a method and a path lead to.
struct RouteMatch {
  const Route* route = nullptr;  ///< null: 404, or 405 when `allow` is not empty
  std::map<std::string, std::string, std::less<>> parameters;
  std::string allow;  ///< methods of the path, for the Allow header
};

/// The route table, taken apart once. Paths match segment by segment, exactly; a parameter is any one non-empty
/// segment. Any thread.
class Router {
 public:
  explicit Router(std::vector<Route> routes);
  RouteMatch match(Method method, const std::vector<std::string>& segments) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  ///< segments of each route's pattern
};

}  // namespace pictor::http
