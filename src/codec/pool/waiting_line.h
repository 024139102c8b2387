#pragma once

#include <array>
#include <cstddef>
#include <deque>

#include "codec/codec.h"

namespace pictor::codec {

/// Who is served next. Interactive work goes first, but after every kInteractiveRun interactive ones in a row, while
/// background work waits, one background is served: it gets at least a fifth of the turns. First come, first served
/// within a lane. Bounded in each lane, so that neither can keep the other out. Not thread-safe.
template <class Waiter>
class WaitingLine {
 public:
  static constexpr int kInteractiveRun = 4;

  explicit WaitingLine(std::size_t max_in_lane) : max_in_lane_(max_in_lane) {}

  /// False when the lane is full. The waiter is borrowed until it is served or leaves.
  bool join(Lane lane, Waiter& waiter) {
    std::deque<Waiter*>& queue = queue_of(lane);
    if (queue.size() >= max_in_lane_) return false;
    queue.push_back(&waiter);
    return true;
  }

  /// Gives up the place; nothing happens when the waiter has none.
  void leave(Waiter& waiter) {
    for (std::deque<Waiter*>& queue : queues_) std::erase(queue, &waiter);
  }

  bool empty() const { return queues_[0].empty() && queues_[1].empty(); }

  /// Takes out who is next; nullptr when nobody waits.
  Waiter* next() {
    if (empty()) return nullptr;
    const Lane lane = next_lane();
    run_ = lane == Lane::kInteractive ? run_ + 1 : 0;
    std::deque<Waiter*>& queue = queue_of(lane);
    Waiter* first = queue.front();
    queue.pop_front();
    return first;
  }

 private:
  std::deque<Waiter*>& queue_of(Lane lane) { return queues_[lane == Lane::kInteractive ? 0 : 1]; }

  Lane next_lane() {
    if (queue_of(Lane::kBackground).empty()) {
      run_ = 0;  // nobody was passed over
      return Lane::kInteractive;
    }
    const bool their_turn = queue_of(Lane::kInteractive).empty() || run_ >= kInteractiveRun;
    return their_turn ? Lane::kBackground : Lane::kInteractive;
  }

  std::size_t max_in_lane_;
  std::array<std::deque<Waiter*>, 2> queues_;
  int run_ = 0;  ///< interactive ones served in a row while background waited
};

}  // namespace pictor::codec
