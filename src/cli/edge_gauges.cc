#include "cli/edge_gauges.h"

#include <limits>

#include "base/clock.h"
#include "cdn/outbox.h"
#include "observe/metrics.h"

namespace pictor::cli {
namespace {

/// NaN when the database does not answer.
double number_of(sql::Database& database, double (*number)(const cdn::EdgeBacklog&)) {
  auto backlog = database.read([](sql::Session& session) { return cdn::edge_backlog(session, SystemClock().now()); });
  return backlog ? number(*backlog) : std::numeric_limits<double>::quiet_NaN();
}

double waiting(const cdn::EdgeBacklog& backlog) { return static_cast<double>(backlog.waiting + backlog.unsent); }

double oldest_seconds(const cdn::EdgeBacklog& backlog) {
  if (!backlog.oldest) return 0;
  return std::chrono::duration<double>(SystemClock().now() - *backlog.oldest).count();
}

}  // namespace

EdgeGauges::EdgeGauges(sql::Database& database) {
  observe::set_gauge_source("pictor_cdn_purges_waiting", [&] { return number_of(database, waiting); });
  observe::set_gauge_source("pictor_cdn_oldest_purge_seconds", [&] { return number_of(database, oldest_seconds); });
}

EdgeGauges::~EdgeGauges() {
  observe::set_gauge_source("pictor_cdn_purges_waiting", {});
  observe::set_gauge_source("pictor_cdn_oldest_purge_seconds", {});
}

}  // namespace pictor::cli
