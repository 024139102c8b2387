#include "cli/periodic_sweep.h"

#include "app/sweep.h"
#include "observe/log.h"

namespace pictor::cli {
namespace {

void sweep_once(app::Deps& deps) {
  auto report = app::sweep_due(deps);
  if (!report) {
    observe::log_error("sweep.failed", report.error());
    return;
  }
  observe::log(observe::Level::kDebug, "sweep.done",
               {{"expired_images", report->expired_images},
                {"expired_drafts", report->expired_drafts},
                {"finished_deletions", report->finished_deletions},
                {"evicted_renditions", report->evicted_renditions},
                {"forgotten_keys", report->forgotten_keys},
                {"finished_jobs", report->finished_jobs}});
}

}  // namespace

PeriodicSweep::PeriodicSweep(app::Deps& deps, std::chrono::seconds interval)
    : deps_(deps), interval_(interval), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void PeriodicSweep::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    sweep_once(deps_);
    wake_.wait_for(lock, stop, interval_, [] { return false; });
  }
}

}  // namespace pictor::cli
