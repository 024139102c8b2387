#include "app/render_flights.h"

#include <condition_variable>
#include <optional>

namespace pictor::app {

/// One rendering, and how many still want it.
struct RenderFlights::Flight {
  std::mutex mutex;
  std::condition_variable landed;
  std::optional<Result<Rendition>> outcome;
  int interested = 1;
  CancelSource cancel;

  /// False: everybody has left and it is being cancelled.
  bool board() {
    const std::lock_guard lock(mutex);
    if (interested == 0) return false;
    ++interested;
    return true;
  }

  void leave() {
    bool last = false;
    {
      const std::lock_guard lock(mutex);
      last = --interested == 0;
    }
    if (last) cancel.request_stop();
  }

  /// Waits as one of those who did not start it.
  Result<Rendition> follow(Deadline deadline, const CancelToken& token) {
    const std::stop_callback wake(token, [this] {
      const std::lock_guard lock(mutex);
      landed.notify_all();
    });
    {
      std::unique_lock lock(mutex);
      landed.wait_until(lock, deadline, [&] { return outcome || token.stop_requested(); });
      if (outcome) return *outcome;
    }
    leave();
    if (token.stop_requested()) return fail(ErrorCode::kCancelled, "the work was cancelled");
    return fail(ErrorCode::kDeadlineExceeded, "the image took too long", "waited for another request's rendering");
  }
};

RenderFlights::Boarding RenderFlights::board(const std::string& key) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Flight>& place = flights_[key];
  if (place && place->board()) return {place, /*leads=*/false};
  place = std::make_shared<Flight>();
  return {place, /*leads=*/true};
}

void RenderFlights::land(const std::string& key, const std::shared_ptr<Flight>& flight,
                         const Result<Rendition>& outcome) {
  {
    const std::lock_guard lock(mutex_);
    if (auto place = flights_.find(key); place != flights_.end() && place->second == flight) flights_.erase(place);
  }
  const std::lock_guard lock(flight->mutex);
  flight->outcome = outcome;
  flight->landed.notify_all();
}

int RenderFlights::waiting(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto place = flights_.find(key);
  if (place == flights_.end()) return 0;
  const std::lock_guard flight_lock(place->second->mutex);
  return place->second->interested;
}

Result<Rendition> RenderFlights::join(const std::string& key, Deadline deadline, const CancelToken& cancel,
                                      const Make& make) {
  const auto [flight, leads] = board(key);
  if (!leads) return flight->follow(deadline, cancel);
  const std::stop_callback on_cancel(cancel, [&flight] { flight->leave(); });
  Result<Rendition> outcome = make(flight->cancel.get_token());
  land(key, flight, outcome);
  return outcome;
}

}  // namespace pictor::app
