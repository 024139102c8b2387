#include "http/middleware/access_log.h"

#include <string>

#include "observe/log.h"
#include "observe/metrics.h"

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

void record_request(const Request& request, const Served& served, bool write_line) {
  std::string status = std::to_string(served.status);
  double seconds = std::chrono::duration<double>(served.time).count();
  std::string_view method = to_string(request.method);
  observe::count("pictor_http_requests_total", {{"route", served.route}, {"method", method}, {"status", status}});
  observe::observe("pictor_http_request_seconds", {{"route", served.route}}, seconds);
  if (!write_line) return;
  observe::log(observe::Level::kInfo, "http.request",
               {{"method", method},
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
