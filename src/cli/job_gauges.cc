#include "cli/job_gauges.h"

#include <limits>

#include "base/clock.h"
#include "jobs/queue.h"
#include "observe/metrics.h"

namespace pictor::cli {
namespace {

/// One number of the backlog; NaN when the database does not answer.
double backlog_number(sql::Database& database, std::int64_t jobs::Backlog::* number) {
  auto read = [](sql::Session& session) { return jobs::backlog(session, SystemClock().now()); };
  auto backlog = database.read(read);
  return backlog ? static_cast<double>((*backlog).*number) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

JobGauges::JobGauges(sql::Database& database) {
  observe::set_gauge_source("pictor_jobs_queued", [&] { return backlog_number(database, &jobs::Backlog::queued); });
  observe::set_gauge_source("pictor_jobs_running", [&] { return backlog_number(database, &jobs::Backlog::running); });
}

JobGauges::~JobGauges() {
  observe::set_gauge_source("pictor_jobs_queued", {});
  observe::set_gauge_source("pictor_jobs_running", {});
}

}  // namespace pictor::cli
