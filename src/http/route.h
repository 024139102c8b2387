#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "access/permission.h"
#include "base/encoding.h"
#include "base/result.h"
#include "http/request.h"
#include "http/response.h"
#include "http/signal.h"

namespace pictor::http {

/// Which budget a request is counted against.
enum class LimitClass { kNone, kApi, kTransform, kUpload };
std::string_view to_string(LimitClass limit);

/// What a route does with a request body. Bodies that are not wanted are read and dropped, up to a small bound.
enum class BodyKind { kNone, kJson, kStream };

/// Where a handler runs: on the connection's own thread (never blocks, microseconds) or on a blocking thread.
enum class Run { kInline, kBlocking };

/// Takes a streamed body, piece by piece, on blocking threads; one call at a time.
class BodyReceiver {
 public:
  virtual ~BodyReceiver() = default;
  virtual Result<void> receive(Bytes bytes) = 0;
};

/// An answer that is not there yet. No thread waits for it: when `signal` is raised or `until` has come, `resume` is
/// called on a blocking thread.
struct Pending {
  std::shared_ptr<Signal> signal;  ///< shared with whoever raises it
  Deadline until{};
  std::function<Result<Response>()> resume;
};

using Answer = std::variant<Response, Pending>;

/// One row of the route table.
struct Route {
  Method method = Method::kGet;  ///< kGet serves HEAD as well
  std::string_view pattern;      ///< `/images/{id}/original`
  access::Permission permission = access::Permission::kNone;
  LimitClass limit = LimitClass::kNone;
  BodyKind body = BodyKind::kNone;
  Run run = Run::kBlocking;
  /// `receiver` is what `open_receiver` made, now full; null on other routes.
  std::function<Result<Answer>(const Request&, BodyReceiver* receiver)> handle;
  /// Of BodyKind::kStream: called before the body is read, when the request is admitted. Decides from the headers.
  std::function<Result<std::unique_ptr<BodyReceiver>>(const Request&)> open_receiver = nullptr;
  /// Called first, on the connection's own thread: an answer that is there already, or nullopt. Only of routes that
  /// need no permission.
  std::function<std::optional<Response>(const Request&)> find_ready = nullptr;
  /// How long shared caches may remember that there is nothing: 0 s, not at all.
  std::chrono::seconds absence_lasts{0};
};

}  // namespace pictor::http
