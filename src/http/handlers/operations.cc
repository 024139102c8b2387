#include "http/handlers/operations.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "app/readiness.h"
#include "http/json/json_text.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace pictor::http {

Result<Answer> healthz(const ApiScope&, const Request&) { return json_response(200, R"({"status":"ok"})"); }

Result<Answer> readyz(const ApiScope& scope, const Request&) {
  boost::json::array checks;
  bool ready = true;
  for (const app::ReadinessCheck& check : app::check_readiness(scope.deps, scope.jobs_stuck_after)) {
    boost::json::object shown{{"name", check.name}, {"ok", check.outcome.has_value()}};
    if (!check.outcome) {
      ready = false;
      shown["detail"] = check.outcome.error().message;
      observe::log_error("readiness.failed", check.outcome.error(), {{"check", check.name}});
    }
    checks.push_back(std::move(shown));
  }
  boost::json::object body{{"status", ready ? "ready" : "not_ready"}, {"checks", std::move(checks)}};
  Response response = json_response(ready ? 200 : 503, json_text(body));
  if (!ready) response.headers.add("Retry-After", "2");
  return response;
}

Result<Answer> metrics(const ApiScope&, const Request&) {
  Response response = json_response(200, observe::metrics_text());
  response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  return response;
}

}  // namespace pictor::http
