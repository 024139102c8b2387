#include "codec/pool/process_group.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "observe/log.h"
#include "observe/metrics.h"

namespace pictor::codec {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstBackoff{100};
constexpr milliseconds kLongestBackoff{10'000};

/// How much one piece of work says about the pace, and between which bounds it is believed.
constexpr double kPaceWeight = 0.1;
constexpr double kSlowestPace = 20;
constexpr double kFastestPace = 0.05;

Error overloaded(std::string message, std::string cause, std::chrono::duration<double> backlog) {
  return {.code = ErrorCode::kOverloaded,
          .message = std::move(message),
          .cause = std::move(cause),
          .actual = std::llround(std::ceil(backlog.count()))};
}

Error shutting_down() { return {.code = ErrorCode::kCancelled, .message = "the service is shutting down"}; }

}  // namespace

ProcessGroup::ProcessGroup(GroupOptions options)
    : options_(std::move(options)),
      line_(static_cast<std::size_t>(options_.max_waiting)),
      vacancies_(static_cast<std::size_t>(options_.processes), "initial"),
      starter_([this] { keep_staffed(); }) {}

ProcessGroup::~ProcessGroup() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    fail_waiting(shutting_down());
  }
  staff_changed_.notify_all();
  start_attempted_.notify_all();
  starter_.join();
}

Result<ProcessGroup::Lease> ProcessGroup::acquire(const Claim& claim, Deadline deadline, const CancelToken& cancel) {
  if (cancel.stop_requested()) return fail(ErrorCode::kCancelled, "the work was cancelled");
  if (std::chrono::steady_clock::now() >= deadline)
    return fail(ErrorCode::kDeadlineExceeded, "the image took too long", "deadline passed before the codec request");
  if (std::optional<Lease> idle = acquire_idle(claim.work)) return std::move(*idle);
  return wait_in_line(claim, deadline, cancel);
}

std::optional<ProcessGroup::Lease> ProcessGroup::acquire_idle(milliseconds work) {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::nullopt;
  std::unique_ptr<Process> process = std::move(idle_.back());  // the one used last: its memory is warm
  idle_.pop_back();
  ++busy_;
  work_under_way_ += work;
  return std::optional<Lease>(std::in_place, *this, std::move(process), work);
}

/// Until the work of `claim` begins, if it joined the line now. What is under way is taken to be half done.
ProcessGroup::Milliseconds ProcessGroup::backlog_before(const Claim& claim) const {
  const Milliseconds before = line_.work_before(claim) + Milliseconds(work_under_way_) / 2;
  return pace_ * before / std::max(1, options_.processes);
}

Result<ProcessGroup::Lease> ProcessGroup::wait_in_line(const Claim& claim, Deadline deadline,
                                                       const CancelToken& cancel) {
  Waiter waiter;
  waiter.work = claim.work;
  const auto give_up = [&] {
    const std::lock_guard lock(mutex_);
    if (!waiter.done()) waiter.failure = Error{.code = ErrorCode::kCancelled, .message = "the work was cancelled"};
    waiter.woken.notify_one();
  };
  // Made before the lock is taken and gone after it is released: it takes the lock itself.
  const std::stop_callback on_cancel(cancel, give_up);
  std::unique_lock lock(mutex_);
  if (stopping_) return std::unexpected(shutting_down());
  if (start_failure_ && idle_.empty() && busy_ == 0) return std::unexpected(*start_failure_);
  const Milliseconds left = deadline - std::chrono::steady_clock::now();
  const Milliseconds backlog = backlog_before(claim);
  const Milliseconds expected = backlog + pace_ * Milliseconds(claim.work);
  if (claim.work.count() > 0 && expected > left)
    return std::unexpected(overloaded("too many images are being processed for this one to be ready in time",
                                      "expected " + std::to_string(std::lround(expected.count())) + " ms of " +
                                          std::to_string(std::lround(left.count())),
                                      backlog));
  if (!line_.join(claim, waiter))
    return std::unexpected(overloaded("too many images are being processed", "codec queue is full", backlog));
  if (!idle_.empty()) {  // one came back since acquire_idle()
    std::unique_ptr<Process> process = std::move(idle_.back());
    idle_.pop_back();
    hand_out(std::move(process));
  }
  waiter.woken.wait_until(lock, deadline, [&] { return waiter.done(); });
  line_.leave(waiter);
  if (waiter.process) return Lease(*this, std::move(waiter.process), claim.work);
  if (waiter.failure) return std::unexpected(*waiter.failure);
  return fail(ErrorCode::kDeadlineExceeded, "the image took too long", "waited for a codec process until the deadline");
}

void ProcessGroup::take_back(std::unique_ptr<Process> process, milliseconds work, Milliseconds taken) {
  process->consider_recycling();
  const Retirement why = process->why_retired();
  const std::lock_guard lock(mutex_);
  --busy_;
  work_under_way_ -= work;
  if (work.count() > 0) {
    const double pace = std::clamp(taken / Milliseconds(work), kFastestPace, kSlowestPace);
    pace_ += kPaceWeight * (pace - pace_);
  }
  if (why == Retirement::kNone && !stopping_) return hand_out(std::move(process));
  retired_.push_back(std::move(process));
  vacancies_.push_back(to_string(why));
  staff_changed_.notify_one();
}

void ProcessGroup::hand_out(std::unique_ptr<Process> process) {
  Waiter* next = line_.next();
  if (next == nullptr) return idle_.push_back(std::move(process));
  ++busy_;
  work_under_way_ += next->work;
  next->process = std::move(process);
  next->woken.notify_one();
}

void ProcessGroup::fail_waiting(const Error& error) {
  while (Waiter* next = line_.next()) {
    if (!next->done()) next->failure = error;
    next->woken.notify_one();
  }
}

Result<Confinement> ProcessGroup::confinement(Deadline deadline) {
  std::unique_lock lock(mutex_);
  const auto attempted = [this] { return confinement_ || start_failure_ || stopping_; };
  if (!start_attempted_.wait_until(lock, deadline, attempted))
    return fail(ErrorCode::kDeadlineExceeded, "codec processes have not started yet");
  if (start_failure_ && idle_.empty() && busy_ == 0) return std::unexpected(*start_failure_);
  if (!confinement_) return std::unexpected(shutting_down());
  return *confinement_;
}

int ProcessGroup::busy() const {
  const std::lock_guard lock(mutex_);
  return busy_;
}

void ProcessGroup::keep_staffed() {
  milliseconds backoff = kFirstBackoff;
  std::unique_lock lock(mutex_);
  for (;;) {
    staff_changed_.wait(lock, [this] { return stopping_ || !vacancies_.empty() || !retired_.empty(); });
    std::vector<std::unique_ptr<Process>> buried = std::move(retired_);
    retired_.clear();
    if (stopping_) std::ranges::move(idle_, std::back_inserter(buried));
    lock.unlock();
    buried.clear();
    lock.lock();
    if (stopping_) return;
    if (fill_vacancies(lock)) {
      backoff = kFirstBackoff;
      continue;
    }
    staff_changed_.wait_for(lock, backoff, [this] { return stopping_; });
    backoff = std::min(backoff * 2, kLongestBackoff);
  }
}

Result<void> ProcessGroup::fill_vacancies(std::unique_lock<std::mutex>& lock) {
  const std::size_t wanted = vacancies_.size();
  lock.unlock();
  // All are started before the first is waited for: they warm up side by side.
  std::vector<Result<std::unique_ptr<Process>>> started;
  started.reserve(wanted);
  for (std::size_t i = 0; i < wanted; ++i) started.push_back(Process::start(options_.process));
  Result<void> outcome;
  for (Result<std::unique_ptr<Process>>& process : started) {
    Result<Confinement> hello = process ? (*process)->await_hello() : std::unexpected(process.error());
    lock.lock();
    if (hello)
      welcome(std::move(*process), *hello);
    else
      note_failed_start(hello.error());
    lock.unlock();
    if (!hello) outcome = std::unexpected(hello.error());
  }
  started.clear();
  lock.lock();
  return outcome;
}

void ProcessGroup::welcome(std::unique_ptr<Process> process, const Confinement& confinement) {
  observe::count("pictor_codec_process_starts_total", {{"reason", vacancies_.front()}});
  vacancies_.pop_front();
  start_failure_.reset();
  if (!confinement_) observe::log(observe::Level::kInfo, "codec.confined", {{"layers", describe(confinement)}});
  confinement_ = confinement;
  start_attempted_.notify_all();
  hand_out(std::move(process));
}

void ProcessGroup::note_failed_start(const Error& error) {
  observe::log_error("codec.start_failed", error);
  start_failure_ = error;
  start_attempted_.notify_all();
  if (idle_.empty() && busy_ == 0) fail_waiting(error);
}

}  // namespace pictor::codec
