#include "jobs/running_jobs.h"

#include <utility>

namespace pictor::jobs {

RunningJobs::Run::Run(RunningJobs& jobs, Lease lease) : jobs_(jobs) {
  std::lock_guard lock(jobs.mutex_);
  entry_ = jobs.entries_.insert(jobs.entries_.end(), Entry{.lease = std::move(lease)});
  jobs.changed_.notify_all();
}

RunningJobs::Run::~Run() {
  std::lock_guard lock(jobs_.mutex_);
  jobs_.entries_.erase(entry_);
  jobs_.changed_.notify_all();
}

void RunningJobs::Run::set_progress(double progress) {
  std::lock_guard lock(jobs_.mutex_);
  entry_->progress = progress;
}

std::vector<RunningJobs::Snapshot> RunningJobs::snapshot() const {
  std::lock_guard lock(mutex_);
  std::vector<Snapshot> running;
  running.reserve(entries_.size());
  for (const Entry& entry : entries_)
    running.push_back({.lease = entry.lease, .cancel = entry.cancel, .progress = entry.progress});
  return running;
}

// Cancellation runs the callbacks of whoever listens, which may be anybody's code: never under the lock.

void RunningJobs::cancel(const ImageId& image) {
  for (Snapshot& running : snapshot())
    if (running.lease.job.image == image) running.cancel.request_stop();
}

void RunningJobs::cancel_all() {
  for (Snapshot& running : snapshot()) running.cancel.request_stop();
}

bool RunningJobs::wait_until_none(Deadline deadline) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, deadline, [&] { return entries_.empty(); });
}

bool RunningJobs::wait_to_renew(std::chrono::milliseconds interval) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closed_ || !entries_.empty(); });
  changed_.wait_for(lock, interval, [&] { return closed_; });
  return !closed_;
}

void RunningJobs::close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

}  // namespace pictor::jobs
