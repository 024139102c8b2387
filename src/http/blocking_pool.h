#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace pictor::http {

/// Threads for work that blocks: use cases. Threads start as they are needed, the queue is bounded, and whoever finds
/// it full is told so instead of waiting. Any thread may submit.
class BlockingPool {
 public:
  using Task = std::move_only_function<void()>;
  BlockingPool(int max_threads, std::size_t max_queue) : max_threads_(max_threads), max_queue_(max_queue) {}
  ~BlockingPool() { stop(); }

  /// Sets a place in the queue aside for one submit(); false when there is none or the pool has stopped.
  bool try_reserve();
  /// Runs `task` soon; a place was reserved for it.
  void submit(Task task);
  /// Runs what was submitted, then ends the threads. Nothing can be reserved any more.
  void stop();

 private:
  void run();

  const int max_threads_;
  const std::size_t max_queue_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> queue_;
  std::vector<std::thread> threads_;
  std::size_t reserved_ = 0;
  int idle_ = 0;
  bool stopping_ = false;
};

}  // namespace pictor::http
