#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "codec/codec.h"

namespace pictor::codec {

/// Who is served next. Interactive work goes before all other; but who was passed over as often as kPatience says is
/// served once, so that nobody starves. Within a lane tenants share by work, not by the number
/// of their requests: start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996), each tenant's requests in the order
/// of their arrival. Bounded in each lane, so that none can keep the others out. Not thread-safe.
template <class Waiter>
class WaitingLine {
 public:
  static constexpr std::size_t kLanes = 2;
  /// How often a lane is passed over in a row before it has a turn. Nobody passes the first.
  static constexpr std::array<int, kLanes> kPatience = {0, 4};

  explicit WaitingLine(std::size_t max_in_lane) : max_in_lane_(max_in_lane) {}

  /// False when the lane is full. The waiter is borrowed until it is served or leaves.
  bool join(const Claim& claim, Waiter& waiter) {
    Queue& queue = queue_of(claim.lane);
    if (queue.waiting.size() >= max_in_lane_) return false;
    const double start = queue.start_of(claim.tenant);
    queue.finish[claim.tenant] = start + work_of(claim);
    queue.waiting.emplace(start, Place{&waiter, work_of(claim)});
    return true;
  }

  /// Gives up the place; nothing happens when the waiter has none.
  void leave(const Waiter& waiter) {
    for (Queue& queue : queues_)
      std::erase_if(queue.waiting, [&](const auto& p) { return p.second.waiter == &waiter; });
  }

  bool empty() const {
    return std::ranges::all_of(queues_, [](const Queue& queue) { return queue.waiting.empty(); });
  }

  /// Takes out who is next; nullptr when nobody waits.
  Waiter* next() {
    if (empty()) return nullptr;
    Queue& queue = next_queue();
    const auto first = queue.waiting.begin();
    Waiter* waiter = first->second.waiter;
    queue.now = first->first;
    queue.waiting.erase(first);
    if (queue.waiting.empty()) queue.finish.clear();
    return waiter;
  }

  /// The work that would be served before a request with this claim, in the units of Claim::work.
  std::chrono::duration<double, std::milli> work_before(const Claim& claim) const {
    double sum = 0;
    const std::size_t own_lane = index_of(claim.lane);
    for (std::size_t lane = 0; lane < own_lane; ++lane) {
      for (const auto& [start, place] : queues_[lane].waiting) sum += place.work;
    }
    const Queue& own = queues_[own_lane];
    const double start = own.start_of(claim.tenant);
    for (auto at = own.waiting.begin(); at != own.waiting.end() && at->first <= start; ++at) sum += at->second.work;
    return std::chrono::duration<double, std::milli>(sum);
  }

 private:
  struct Place {
    Waiter* waiter;
    double work;
  };
  /// Times are virtual: milliseconds of work that the lane has done for each tenant that wanted some.
  struct Queue {
    std::multimap<double, Place> waiting;               ///< by their start; equal ones in the order of arrival
    std::map<std::string, double, std::less<>> finish;  ///< of each tenant's latest request
    double now = 0;
    int passed_over = 0;

    double start_of(const std::string& tenant) const {
      const auto latest = finish.find(tenant);
      return latest == finish.end() ? now : std::max(now, latest->second);
    }
  };

  /// A request of unknown work takes some.
  static double work_of(const Claim& claim) { return std::max<double>(1, static_cast<double>(claim.work.count())); }

  static std::size_t index_of(Lane lane) { return lane == Lane::kInteractive ? 0 : 1; }
  Queue& queue_of(Lane lane) { return queues_[index_of(lane)]; }

  Queue& next_queue() {
    std::size_t chosen = kLanes;
    for (std::size_t lane = kLanes; lane-- > 0;) {
      if (queues_[lane].waiting.empty()) continue;
      chosen = lane;
      if (lane > 0 && queues_[lane].passed_over >= kPatience[lane]) break;
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const bool passed = lane > chosen && !queues_[lane].waiting.empty();
      queues_[lane].passed_over = passed          ? queues_[lane].passed_over + 1
                                  : lane < chosen ? queues_[lane].passed_over
                                                  : 0;
    }
    return queues_[chosen];
  }

  std::size_t max_in_lane_;
  std::array<Queue, kLanes> queues_;
};

}  // namespace pictor::codec
