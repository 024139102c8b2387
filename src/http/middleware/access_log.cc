#include "http/middleware/access_log.h"

#include <algorithm>
#include <string>

#include "observe/log.h"

namespace pictor::http {

namespace {

/// A signature is as good as a token to whoever reads the log: of a delivery URL it stays out.
std::string logged_path(const Request& request) {
  constexpr int kUnsignedSegments = 5;  // t, tenant, image, version, picture
  if (request.segments.size() <= kUnsignedSegments || request.segments.front() != "t") return request.path;
  std::size_t end = 0;
  for (int segment = 0; segment < kUnsignedSegments; ++segment) end = request.path.find('/', end + 1);
  return request.path.substr(0, end) + "/[signature]";
}

}  // namespace

void RequestMeters::record(std::string_view route, Method method, int status, double seconds) {
  const auto is_it = [&](const Meter& meter) {
    return meter.status == status && meter.method == method && meter.route == route;
  };
  if (last_ == meters_.size() || !is_it(meters_[last_])) {
    last_ = static_cast<std::size_t>(std::ranges::find_if(meters_, is_it) - meters_.begin());
  }
  if (last_ == meters_.size()) {
    const std::string status_text = std::to_string(status);
    meters_.push_back(
        {.route = route,
         .method = method,
         .status = status,
         .requests = observe::Counter("pictor_http_requests_total",
                                      {{"route", route}, {"method", to_string(method)}, {"status", status_text}}),
         .seconds = observe::Histogram("pictor_http_request_seconds", {{"route", route}})});
  }
  meters_[last_].requests.add();
  meters_[last_].seconds.observe(seconds);
}

void record_request(RequestMeters& meters, const Request& request, const Served& served, bool write_line) {
  const double seconds = std::chrono::duration<double>(served.time).count();
  meters.record(served.route, request.method, served.status, seconds);
  if (!write_line) return;
  observe::log(observe::Level::kInfo, "http.request",
               {{"method", to_string(request.method)},
                {"route", served.route},
                {"path", logged_path(request)},
                {"status", served.status},
                {"bytes", served.bytes},
                {"ms", seconds * 1000},
                {"request_id", served.request_id},
                {"tenant", request.principal.tenant.str()},
                {"subject", request.principal.subject.str()},
                {"remote", served.remote}});
}

}  // namespace pictor::http
