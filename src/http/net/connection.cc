#include "http/net/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>

#include "base/result.h"
#include "http/http_date.h"

namespace pictor::http {
namespace {

constexpr int kClientGone = 499;  ///< nginx's number, for the log: nobody receives it

Deadline now() { return std::chrono::steady_clock::now(); }

}  // namespace

struct Connection::HeadRead {
  bool closed = false;
  std::size_t before = 0;  ///< bytes of the input that stand before the head
  std::string_view block;  ///< the head, in the input
  std::optional<Refusal> refusal;
};

struct Connection::Ending {
  std::string_view request_id;
  Deadline started;
  bool keep = false;     ///< the connection is to go on
  bool says_so = false;  ///< as HTTP/1.0 wants it
};

/// A request that was answered from memory before, and its answer.
struct Connection::Known {
  std::shared_ptr<const Exchange> exchange;
  Outcome outcome;
  std::string request_id;
  Deadline started;
  std::int64_t sent = 0;  ///< bytes of head and body

  Ending ending() const { return {.request_id = request_id, .started = started, .keep = true}; }
};

Connection::Connection(LoopScope& loop, UniqueFd socket, std::string remote)
    : loop_(loop),
      transport_(std::make_shared<Transport>(loop.context, loop.idle, std::move(socket), loop.options)),
      remote_(std::move(remote)) {
  loop_.connections.insert(this);
}

Connection::~Connection() {
  transport_->close();
  loop_.connections.erase(this);
  loop_.count.remove();
}

void Connection::start() {
  asio::co_spawn(loop_.context, [self = shared_from_this()] { return self->run(); }, asio::detached);
}

void Connection::drain() {
  if (idle_) transport_->interrupt();
}

void Connection::abort() {
  cancel_.request_stop();
  transport_->close();
}

asio::awaitable<void> Connection::run() {
  while (co_await serve_one()) {
  }
}

/// Answers requests from memory for as long as they come, waits for a whole head of another at the front of the input.
/// Comes back with nothing when one of those answers is unfinished_.
asio::awaitable<Connection::HeadRead> Connection::read_head() {
  InputBuffer& input = transport_->input();
  if (!input.empty()) answer_known();
  if (unfinished_) co_return HeadRead{};
  bool begun = !input.empty();
  transport_->expect_by(now() + (begun ? loop_.options.header_timeout : loop_.options.idle_timeout));
  while (true) {
    std::string_view received = input.view();
    std::size_t skipped = leading_empty_line(received);
    auto length = find_head_end(received.substr(skipped), loop_.options.head);
    if (!length) co_return HeadRead{.refusal = length.error()};
    if (*length > 0) {
      co_return HeadRead{.before = skipped, .block = received.substr(skipped, *length)};
    }
    if (input.full()) co_return HeadRead{.refusal = Refusal{431, "the header section is too large"}};
    if (loop_.draining && !begun) co_return HeadRead{.closed = true};
    idle_ = !begun;
    auto outcome =
        begun ? co_await transport_->receive() : co_await transport_->receive_unless([this] { return answer_known(); });
    idle_ = false;
    if (unfinished_) co_return HeadRead{};
    if (outcome == Transport::Received::kTimedOut && begun)
      co_return HeadRead{.refusal = Refusal{408, "the request head did not arrive in time"}};
    if (outcome != Transport::Received::kBytes) co_return HeadRead{.closed = true};
    if (!std::exchange(begun, true)) transport_->expect_by(now() + loop_.options.header_timeout);
  }
}

/// Answers the requests at the front of the input whose answers are in memory. True: nothing is left to do but wait for
/// bytes. False: what is in the input is for others, or an answer is unfinished_.
bool Connection::answer_known() {
  InputBuffer& input = transport_->input();
  while (!input.empty() && !loop_.draining) {
    const std::string_view received = input.view();
    const std::size_t skipped = leading_empty_line(received);
    const auto length = find_head_end(received.substr(skipped), loop_.options.head);
    if (!length || *length == 0) return false;
    std::optional<Known> known = find_known(received.substr(skipped, *length));
    if (!known) return false;
    input.consume(skipped + *length);
    const Response& response = known->outcome.response;
    write_head(loop_.head, response, known->ending());
    Outgoing answer(loop_.head, response, known->exchange->request.method == Method::kHead);
    if (!answer.go_at_once(*transport_)) {
      known->sent = answer.sent();
      head_ = loop_.head;
      unfinished_ = std::make_unique<Known>(*std::move(known));
      return false;
    }
    record(*known->exchange, known->outcome, known->ending(), /*sent=*/true);
  }
  transport_->expect_by(now() + loop_.options.idle_timeout);
  return input.empty();
}

std::optional<Connection::Known> Connection::find_known(std::string_view block) {
  const Deadline started = now();
  auto exchange = loop_.known.find(block);
  if (!exchange) return std::nullopt;
  std::optional<Response> ready = loop_.pipeline.find_ready(*exchange);
  if (!ready) return std::nullopt;
  return Known{std::move(exchange), Outcome{.response = std::move(*ready)}, loop_.pipeline.new_request_id(), started};
}

/// Answers whether the connection goes on.
asio::awaitable<bool> Connection::finish_known() {
  const std::unique_ptr<Known> known = std::move(unfinished_);
  transport_->expect_by(Deadline::max());
  Outgoing answer(head_, known->outcome.response, known->exchange->request.method == Method::kHead, known->sent);
  co_return co_await conclude(*known->exchange, known->outcome, known->ending(), answer);
}

/// Writes what stands before the body.
void Connection::write_head(std::string& head, const Response& response, const Ending& ending) {
  const std::string_view connection = !ending.keep ? "close" : ending.says_so ? "keep-alive" : "";
  head.clear();
  append_response_head(head, response, {.date = date(), .request_id = ending.request_id, .connection = connection});
}

/// Sends the rest of an answer, counts and records the exchange. Answers whether the connection goes on.
asio::awaitable<bool> Connection::conclude(const Exchange& exchange, const Outcome& outcome, const Ending& ending,
                                           Outgoing& answer) {
  const bool sent = !outcome.gone && co_await answer.finish(*transport_);
  record(exchange, outcome, ending, sent);
  if (sent && (!outcome.body_read || (!ending.keep && !transport_->input().empty()))) co_await transport_->linger();
  co_return ending.keep&& sent;
}

void Connection::record(const Exchange& exchange, const Outcome& outcome, const Ending& ending, bool sent) {
  const bool is_head = exchange.request.method == Method::kHead;
  const std::int64_t bytes = sent && !is_head ? body_length(outcome.response.body) : 0;
  if (sent) loop_.pipeline.count(outcome.response, bytes);
  record_request(loop_.meters, exchange.request,
                 Served{.request_id = ending.request_id,
                        .remote = remote_,
                        .route = exchange.route ? exchange.route->pattern : "none",
                        .status = outcome.gone ? kClientGone : outcome.response.status,
                        .bytes = bytes,
                        .time = now() - ending.started},
                 loop_.options.access_log);
}

/// Answers whether the connection goes on.
asio::awaitable<bool> Connection::serve_one() {
  HeadRead read = co_await read_head();
  if (unfinished_) co_return co_await finish_known();
  if (read.closed) co_return false;
  Deadline started = now();
  if (read.refusal) {
    co_await refuse_and_close(*read.refusal);
    co_return false;
  }
  const std::string block(read.block);
  transport_->input().consume(read.before + block.size());
  Accepted<RequestHead> head = parse_request_head(block, loop_.options.head);
  Accepted<Target> target =
      head ? parse_target(head->target, head->headers.find("Host").value_or("")) : std::unexpected(head.error());
  if (!target) {
    co_await refuse_and_close(target.error());
    co_return false;
  }
  RequestHead framing{.minor_version = head->minor_version,
                      .framing = head->framing,
                      .content_length = head->content_length,
                      .keep_alive = head->keep_alive,
                      .expects_continue = head->expects_continue};
  Exchange exchange = loop_.pipeline.open(std::move(*head), std::move(*target));
  cancel_ = CancelSource();
  exchange.request.deadline = started + loop_.options.request_timeout;
  exchange.request.cancel = cancel_.get_token();
  Outcome outcome = co_await answer(exchange, framing, block);
  exchange.receiver.reset();

  const bool keep = framing.keep_alive && outcome.body_read && !outcome.gone && !loop_.draining;
  const Ending ending{
      .request_id = exchange.request.id, .started = started, .keep = keep, .says_so = framing.minor_version == 0};
  write_head(head_, outcome.response, ending);
  Outgoing answered(head_, outcome.response, exchange.request.method == Method::kHead);
  const bool goes_on = co_await conclude(exchange, outcome, ending, answered);
  if (goes_on && outcome.was_ready && framing.minor_version == 1 && loop_.pipeline.may_be_known(exchange)) {
    loop_.known.keep(block, std::make_shared<const Exchange>(std::move(exchange)));
  }
  co_return goes_on;
}

asio::awaitable<Connection::Outcome> Connection::answer(Exchange& exchange, const RequestHead& head,
                                                        std::string_view block) {
  bool has_body = head.framing != Framing::kNone;
  if (!exchange.route) co_return Outcome{.response = loop_.pipeline.no_route(exchange), .body_read = !has_body};
  if (has_body || exchange.route->body == BodyKind::kStream) co_return co_await answer_with_body(exchange, head, block);
  transport_->expect_by(Deadline::max());
  if (auto ready = loop_.pipeline.find_ready(exchange))
    co_return Outcome{.response = std::move(*ready), .was_ready = true};
  co_return Outcome{.response = co_await handle(exchange, /*admitted=*/false)};
}

asio::awaitable<Response> Connection::handle(Exchange& exchange, bool admitted) {
  std::optional<Answer> answer;
  auto work = [&] {
    Result<void> entered = admitted ? Result<void>() : loop_.pipeline.admit(exchange);
    if (entered) {
      answer = loop_.pipeline.handle(exchange);
    } else {
      answer = loop_.pipeline.finish(exchange, std::unexpected(entered.error()));
    }
  };
  if (exchange.route->run == Run::kInline) {
    work();
  } else if (!co_await run_watched(work)) {
    co_return overloaded(exchange);
  }
  if (auto* pending = std::get_if<Pending>(&*answer)) co_return co_await wait_for(exchange, std::move(*pending));
  co_return std::get<Response>(std::move(*answer));
}

/// Sleeps without a thread until the answer is there, it is time, or the client is gone.
asio::awaitable<Response> Connection::wait_for(Exchange& exchange, Pending pending) {
  // Shared with what `ring` posts, which may run after this request has ended.
  auto alarm = std::make_shared<asio::steady_timer>(loop_.context, pending.until);
  auto ring = [alarm] { asio::post(alarm->get_executor(), [alarm] { alarm->expires_at(Deadline::min()); }); };
  // The signal may outlive this loop, whose timer the listener holds.
  const Listening listening(*pending.signal, ring);
  transport_->watch([this, ring] {
    cancel_.request_stop();
    ring();
  });
  co_await alarm->async_wait(asio::as_tuple(asio::use_awaitable));
  co_await transport_->unwatch();
  std::optional<Response> response;
  bool ran = co_await run_blocking([&] { response = loop_.pipeline.resume(exchange, pending); });
  if (!ran) co_return overloaded(exchange);
  co_return std::move(*response);
}

/// Runs `task` on a blocking thread and comes back to this one. False: the pool is full, nothing ran.
asio::awaitable<bool> Connection::run_blocking(BlockingPool::Task task) {
  if (!loop_.pool.try_reserve()) co_return false;
  auto initiate = [this](auto handler, BlockingPool::Task work) {
    auto run = [handler = std::move(handler), work = std::move(work), context = &loop_.context]() mutable {
      work();
      asio::post(*context, std::move(handler));
    };
    loop_.pool.submit(std::move(run));
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(initiate, asio::use_awaitable, std::move(task));
  co_return true;
}

/// The same, for work that is to be given up when the client goes away.
asio::awaitable<bool> Connection::run_watched(BlockingPool::Task task) {
  transport_->watch([this] { cancel_.request_stop(); });
  bool ran = co_await run_blocking(std::move(task));
  co_await transport_->unwatch();
  co_return ran;
}

asio::awaitable<void> Connection::refuse_and_close(Refusal refusal) {
  Request request{.method = Method::kOther, .id = loop_.pipeline.new_request_id()};
  const Response response = refusal_response(refusal, request.id);
  write_head(head_, response, {.request_id = request.id, .started = now()});
  Outgoing answer(head_, response, /*is_head=*/false);
  bool sent = co_await answer.finish(*transport_);
  record_request(loop_.meters, request,
                 Served{.request_id = request.id,
                        .remote = remote_,
                        .route = "none",
                        .status = refusal.status,
                        .bytes = body_length(response.body)},
                 loop_.options.access_log);
  if (sent) co_await transport_->linger();
}

Response Connection::overloaded(const Exchange& exchange) const {
  return problem_response(Error{.code = ErrorCode::kOverloaded, .message = "the server is busy"}, exchange.request.id);
}

std::string_view Connection::date() {
  std::time_t second = std::time(nullptr);
  if (second != loop_.date_second) {
    loop_.date_second = second;
    loop_.date = format_http_date(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
  }
  return loop_.date;
}

}  // namespace pictor::http
