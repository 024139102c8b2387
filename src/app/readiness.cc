#include "app/readiness.h"

#include "jobs/queue.h"

namespace pictor::app {
namespace {

Result<void> check_database(Deps& deps) {
  return deps.database.read([](sql::Session& session) -> Result<void> {
    TRY(session.query("SELECT 1"));
    return {};
  });
}

Result<void> check_jobs(Deps& deps, std::chrono::seconds stuck_after) {
  Time now = deps.clock.now();
  jobs::Backlog backlog = TRY(deps.database.read([&](sql::Session& session) { return jobs::backlog(session, now); }));
  if (backlog.oldest_due && *backlog.oldest_due + stuck_after < now && backlog.running == 0)
    return fail(ErrorCode::kOverloaded, "jobs are due and none is running");
  return {};
}

}  // namespace

std::vector<ReadinessCheck> check_readiness(Deps& deps, std::chrono::seconds stuck_after) {
  return {{"database", check_database(deps)},
          {"blobs", deps.blobs.check()},
          {"codec", deps.codec.check()},
          {"jobs", check_jobs(deps, stuck_after)}};
}

}  // namespace pictor::app
