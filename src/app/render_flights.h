#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "app/rendition.h"
#include "base/cancel.h"
#include "base/clock.h"

namespace pictor::app {

/// Makes a rendition once for all who ask for it at the same time. Any thread.
class RenderFlights {
 public:
  using Make = std::function<Result<Rendition>(CancelToken)>;

  /// What `make` answers: run by the first who asks for `key`, and handed to everybody who asks until it is done. Its
  /// token is stopped when nobody is left who waits. Errors: those of `make`; kDeadlineExceeded and kCancelled for who
  /// no longer waits, whatever becomes of the others. Blocks.
  Result<Rendition> join(const std::string& key, Deadline deadline, const CancelToken& cancel, const Make& make);
  /// How many wait for `key` now, who started it included.
  int waiting(const std::string& key);

 private:
  struct Flight;
  struct Boarding {
    std::shared_ptr<Flight> flight;
    bool leads = false;
  };
  Boarding board(const std::string& key);
  void land(const std::string& key, const std::shared_ptr<Flight>& flight, const Result<Rendition>& outcome);

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Flight>> flights_;
};

}  // namespace pictor::app
