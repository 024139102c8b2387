#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "codec/codec.h"
#include "codec/pool/process.h"
#include "codec/pool/waiting_line.h"

namespace pictor::codec {

struct GroupOptions {
  int processes = 1;
  int max_waiting = 64;  ///< in each lane, beyond which kOverloaded is answered
  ProcessOptions process;
};

/// A fixed number of processes of one kind, those who wait for one, and the thread that starts and replaces them.
/// Any thread.
class ProcessGroup {
 public:
  explicit ProcessGroup(GroupOptions options);  ///< starts them in the background
  /// Fails those who wait and kills the processes. Calls that work with a process must have ended.
  ~ProcessGroup();

  /// The use of one process; gives it back at the end of the scope.
  class Lease {
   public:
    Lease(ProcessGroup& group, std::unique_ptr<Process> process, std::chrono::milliseconds work)
        : group_(&group), process_(std::move(process)), work_(work), start_(std::chrono::steady_clock::now()) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (process_) group_->take_back(std::move(process_), work_, std::chrono::steady_clock::now() - start_);
    }
    Process* operator->() const { return process_.get(); }
    Process& operator*() const { return *process_; }

   private:
    ProcessGroup* group_;
    std::unique_ptr<Process> process_;
    std::chrono::milliseconds work_;  ///< predicted
    std::chrono::steady_clock::time_point start_;
  };

  /// Waits for a free process. What those before it and its own work are predicted to take is compared with the
  /// deadline at once: who would be late is not kept waiting. Errors: kOverloaded, whose `actual` is the seconds that
  /// those before it are predicted to take; kDeadlineExceeded, kCancelled, and kInternal when there is no process and
  /// none can be started.
  Result<Lease> acquire(const Claim& claim, Deadline deadline, const CancelToken& cancel);
  /// A free process if there is one now.
  std::optional<Lease> acquire_idle(std::chrono::milliseconds work = {});

  /// Waits until the first process is up. Errors: kInternal with the reason why it is not; kDeadlineExceeded.
  Result<Confinement> confinement(Deadline deadline);
  int busy() const;

 private:
  struct Waiter {
    std::condition_variable woken;
    std::unique_ptr<Process> process;
    std::optional<Error> failure;
    std::chrono::milliseconds work{};
    bool done() const { return process != nullptr || failure.has_value(); }
  };
  using Milliseconds = std::chrono::duration<double, std::milli>;

  Result<Lease> wait_in_line(const Claim& claim, Deadline deadline, const CancelToken& cancel);
  Milliseconds backlog_before(const Claim& claim) const;
  void take_back(std::unique_ptr<Process> process, std::chrono::milliseconds work, Milliseconds taken);
  void hand_out(std::unique_ptr<Process> process);
  void fail_waiting(const Error& error);
  void keep_staffed();
  Result<void> fill_vacancies(std::unique_lock<std::mutex>& lock);
  void welcome(std::unique_ptr<Process> process, const Confinement& confinement);
  void note_failed_start(const Error& error);

  const GroupOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable staff_changed_;    ///< for the starter: vacancies, retired ones, the end
  std::condition_variable start_attempted_;  ///< for confinement()
  WaitingLine<Waiter> line_;
  std::vector<std::unique_ptr<Process>> idle_;
  std::vector<std::unique_ptr<Process>> retired_;  ///< to be killed and reaped by the starter
  std::deque<std::string_view> vacancies_;         ///< reasons why a process has to be started
  int busy_ = 0;
  std::chrono::milliseconds work_under_way_{0};  ///< predicted, of those that are busy
  double pace_ = 1;                              ///< what work takes, to what was predicted: an average of the latest
  std::optional<Error> start_failure_;           ///< of the last attempt
  std::optional<Confinement> confinement_;
  bool stopping_ = false;
  std::thread starter_;  ///< the last member: it uses all others
};

}  // namespace pictor::codec
