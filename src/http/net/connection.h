#pragma once
// HTTP/1.1 on one connection. Includes Asio: for the .cc files of http/net/ alone.

#include <memory>
#include <string>
#include <unordered_set>

#include "base/cancel.h"
#include "http/blocking_pool.h"
#include "http/known_requests.h"
#include "http/middleware/access_log.h"
#include "http/net/connection_count.h"
#include "http/net/outgoing.h"
#include "http/pipeline.h"
#include "http/problem.h"

namespace pictor::http {

class Connection;

/// What the connections of a loop share; touched by its thread alone.
struct LoopScope {
  asio::io_context& context;
  IdleWatch& idle;
  const ServerOptions& options;
  const Pipeline& pipeline;
  BlockingPool& pool;
  ConnectionCount& count;
  bool draining = false;
  std::unordered_set<Connection*> connections;
  std::time_t date_second = 0;
  KnownRequests known;
  RequestMeters meters;
  std::string date;  ///< value of Date in `date_second`
  std::string head;  ///< of an answer that goes out at once: one place for all, so that it is in the processor's cache
};

/// Reads requests one after the other, answers them in their order.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(LoopScope& loop, UniqueFd socket, std::string remote);
  ~Connection();
  /// Serves until the connection ends; keeps itself alive meanwhile.
  void start();
  void drain();
  void abort();

 private:
  struct HeadRead;
  struct Outcome {
    Response response;
    bool body_read = true;  ///< false: the connection is of no use after the response
    bool gone = false;      ///< nobody is there to answer
    bool was_ready = false;
  };
  struct Ending;
  struct Known;

  asio::awaitable<void> run();
  asio::awaitable<bool> serve_one();
  asio::awaitable<HeadRead> read_head();
  bool answer_known();
  std::optional<Known> find_known(std::string_view block);
  asio::awaitable<bool> finish_known();
  void write_head(std::string& head, const Response& response, const Ending& ending);
  asio::awaitable<bool> conclude(const Exchange& exchange, const Outcome& outcome, const Ending& ending,
                                 Outgoing& answer);
  void record(const Exchange& exchange, const Outcome& outcome, const Ending& ending, bool sent);
  asio::awaitable<Outcome> answer(Exchange& exchange, const RequestHead& head, std::string_view block);
  asio::awaitable<Outcome> answer_with_body(Exchange& exchange, const RequestHead& head, std::string_view block);
  asio::awaitable<std::optional<Outcome>> read_body(Exchange& exchange, std::string_view block);
  asio::awaitable<Result<void>> take_piece(Exchange& exchange, Bytes piece);
  asio::awaitable<Response> handle(Exchange& exchange, bool admitted);
  asio::awaitable<Response> wait_for(Exchange& exchange, Pending pending);
  asio::awaitable<bool> run_blocking(BlockingPool::Task task);
  asio::awaitable<bool> run_watched(BlockingPool::Task task);
  asio::awaitable<bool> send_continue(const RequestHead& head);
  asio::awaitable<void> refuse_and_close(Refusal refusal);
  Response overloaded(const Exchange& exchange) const;
  std::string_view date();

  LoopScope& loop_;
  std::shared_ptr<Transport> transport_;  ///< shared with its own pending operations
  std::string remote_;
  std::string head_;                   ///< of the response that goes out
  CancelSource cancel_;                ///< of the request that runs
  bool idle_ = false;                  ///< waits for the first byte of a request
  std::unique_ptr<Known> unfinished_;  ///< answered from memory, but the socket did not take all at once
};

}  // namespace pictor::http
