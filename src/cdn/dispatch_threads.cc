#include "cdn/dispatch_threads.h"

#include <algorithm>

#include "observe/log.h"

namespace pictor::cdn {
namespace {

/// Before the outbox is asked again when the database could not answer.
constexpr std::chrono::seconds kDatabasePause{5};

}  // namespace

DispatchThreads::DispatchThreads(sql::Database& database, const Edge& edge, const Clock& clock, RandomSource& random,
                                 const DispatchOptions& options)
    : clock_(clock) {
  for (const std::unique_ptr<PurgeTarget>& target : edge.targets) {
    dispatchers_.push_back(std::make_unique<Dispatcher>(database, *target, clock, random, options));
  }
  for (const std::unique_ptr<Dispatcher>& dispatcher : dispatchers_) {
    threads_.emplace_back([this, &dispatcher = *dispatcher](const std::stop_token& stop) { run(stop, dispatcher); });
  }
}

DispatchThreads::~DispatchThreads() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

void DispatchThreads::wake() {
  {
    const std::scoped_lock lock(mutex_);
    ++wakes_;
  }
  woken_.notify_all();
}

void DispatchThreads::run(const std::stop_token& stop, Dispatcher& dispatcher) {
  if (auto started = dispatcher.start(); !started) observe::log_error("cdn.outbox_unreachable", started.error());
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const std::uint64_t seen = wakes_;
    lock.unlock();
    const Result<Time> next = dispatcher.step();
    if (!next) observe::log_error("cdn.outbox_unreachable", next.error());
    const auto pause = next ? *next - clock_.now() : kDatabasePause;
    lock.lock();
    woken_.wait_for(lock, stop, std::max<std::chrono::milliseconds>(pause, std::chrono::milliseconds(1)),
                    [&] { return wakes_ != seen; });
  }
}

}  // namespace pictor::cdn
