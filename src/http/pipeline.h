#pragma once
// What happens to a request between its bytes and its use case, in order. No sockets here.

#include <memory>
#include <optional>

#include "http/request_head.h"
#include "http/router.h"
#include "http/site.h"

namespace pictor::http {

/// One request on its way.
struct Exchange {
  Request request;
  const Route* route = nullptr;  ///< null: `allow` says whether that is 405 or 404
  std::string allow;
  std::unique_ptr<BodyReceiver> receiver;
};

/// Any thread.
class Pipeline {
 public:
  explicit Pipeline(Site site);

  /// Names the request and finds its route.
  Exchange open(RequestHead head, Target target) const;
  /// An id for a request that could not be opened.
  std::string new_request_id() const;
  /// Whether an answer of `exchange` may be had by the bytes of its head alone, whoever sends them.
  bool may_be_known(const Exchange& exchange) const;

  /// The answer where there is no route: 404, or 405 with Allow.
  Response no_route(const Exchange& exchange) const;
  /// Authenticates, authorises, and opens the receiver of a streamed body. Blocks where the route asks for a token.
  Result<void> admit(Exchange& exchange) const;
  /// An answer that needs no work; nullopt: there is none.
  std::optional<Response> find_ready(const Exchange& exchange) const;
  /// After `bytes` of a body were sent.
  void count(const Response& response, std::int64_t bytes) const;
  /// Runs the handler of an admitted request whose body has arrived, as its route says: blocking or not.
  Answer handle(Exchange& exchange) const;
  /// Goes on with an answer that was waited for. Blocks.
  Response resume(const Exchange& exchange, const Pending& pending) const;
  /// A finished response from a handler's outcome: problem document, conditions, ranges. May read files.
  Response finish(const Exchange& exchange, Result<Response> outcome) const;

 private:
  /// finish() for an answer that is not kept ready: its file may have to come from the disk.
  Response finish_once(const Exchange& exchange, Result<Response> outcome) const;

  Site site_;
  Router router_;
};

}  // namespace pictor::http
