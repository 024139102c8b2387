#pragma once
// What a worker is doing at this moment, for those who renew, cancel or wait for it.

#include <condition_variable>
#include <list>
#include <mutex>
#include <vector>

#include "base/cancel.h"
#include "base/clock.h"
#include "jobs/queue.h"

namespace pictor::jobs {

/// The jobs that are being run. Any thread.
class RunningJobs {
 private:
  struct Entry {
    Lease lease;
    CancelSource cancel;
    double progress = 0;
  };

 public:
  /// One job, running as long as this lives.
  class Run {
   public:
    Run(RunningJobs& jobs, Lease lease);
    ~Run();
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    const Lease& lease() const { return entry_->lease; }
    CancelToken cancel_token() const { return entry_->cancel.get_token(); }
    void set_progress(double progress);

   private:
    RunningJobs& jobs_;
    std::list<Entry>::iterator entry_;
  };

  struct Snapshot {
    Lease lease;
    CancelSource cancel;
    double progress = 0;
  };
  std::vector<Snapshot> snapshot() const;
  void cancel(const ImageId& image);
  void cancel_all();
  /// False when something still runs at `deadline`.
  bool wait_until_none(Deadline deadline);
  /// Answers after `interval` in which there was something to renew; false once close() was called.
  bool wait_to_renew(std::chrono::milliseconds interval);
  void close();

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Entry> entries_;
  bool closed_ = false;
};

}  // namespace pictor::jobs
