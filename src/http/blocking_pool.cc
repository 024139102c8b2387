#include "http/blocking_pool.h"

#include <utility>

namespace pictor::http {

bool BlockingPool::try_reserve() {
  std::lock_guard lock(mutex_);
  if (stopping_ || queue_.size() + reserved_ >= max_queue_) return false;
  ++reserved_;
  return true;
}

void BlockingPool::submit(Task task) {
  std::lock_guard lock(mutex_);
  --reserved_;
  queue_.push_back(std::move(task));
  bool all_busy = static_cast<std::size_t>(idle_) < queue_.size();
  if (all_busy && threads_.size() < static_cast<std::size_t>(max_threads_)) {
    threads_.emplace_back([this] { run(); });
  } else {
    changed_.notify_one();
  }
}

void BlockingPool::stop() {
  std::vector<std::thread> ending;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    ending = std::exchange(threads_, {});
    changed_.notify_all();
  }
  for (std::thread& thread : ending) thread.join();
}

void BlockingPool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    changed_.wait(lock, [this] { return !queue_.empty() || stopping_; });
    --idle_;
    if (queue_.empty()) return;
    Task task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    task();
    task = nullptr;  // what it holds goes before the next is waited for
    lock.lock();
  }
}

}  // namespace pictor::http
