#include "http/net/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>

#include "base/result.h"
#include "http/body_decoder.h"
#include "http/body_rate.h"
#include "http/http_date.h"

namespace pictor::http {
namespace {

constexpr std::size_t kStreamPiece = 256 << 10;  ///< of a streamed body, handed over at a time
constexpr std::size_t kBodyInput = 64 << 10;     ///< room for a body's bytes as they arrive
constexpr int kClientGone = 499;                 ///< nginx's number, for the log: nobody receives it
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

Deadline now() { return std::chrono::steady_clock::now(); }

/// The bytes that a route takes of a body before it is refused; a stream's receiver counts for itself.
std::int64_t body_limit(const Route& route, const ServerOptions& options) {
  if (route.body == BodyKind::kStream) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(route.body == BodyKind::kJson ? options.max_json_body : options.max_ignored_body);
}

}  // namespace

struct Connection::HeadRead {
  bool closed = false;
  std::size_t before = 0;  ///< bytes of the input that stand before the head
  std::string_view block;  ///< the head, in the input
  std::optional<Refusal> refusal;
};

struct Connection::Outcome {
  Response response;
  bool body_read = true;  ///< false: the connection is of no use after the response
  bool gone = false;      ///< nobody is there to answer
  bool was_ready = false;
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

/// Admits before a byte of the body is read or asked for.
asio::awaitable<Connection::Outcome> Connection::answer_with_body(Exchange& exchange, const RequestHead& head,
                                                                  std::string_view block) {
  Result<void> admitted;
  std::optional<Response> problem;
  transport_->expect_by(Deadline::max());
  bool ran = co_await run_blocking([&] {
    admitted = loop_.pipeline.admit(exchange);
    if (!admitted) problem = loop_.pipeline.finish(exchange, std::unexpected(admitted.error()));
  });
  if (!ran) problem = overloaded(exchange);
  std::int64_t limit = body_limit(*exchange.route, loop_.options);
  if (!problem && head.content_length > limit)
    problem = loop_.pipeline.finish(
        exchange, fail_limit(ErrorCode::kTooLarge, "the body is too large", limit, head.content_length));
  if (problem) co_return Outcome{.response = std::move(*problem), .body_read = head.framing == Framing::kNone};
  if (head.framing != Framing::kNone) {
    if (!co_await send_continue(head)) co_return Outcome{.body_read = false, .gone = true};
    auto failed = co_await read_body(exchange, block);
    if (failed) co_return std::move(*failed);
  }
  transport_->expect_by(Deadline::max());
  co_return Outcome{.response = co_await handle(exchange, /*admitted=*/true)};
}

asio::awaitable<bool> Connection::send_continue(const RequestHead& head) {
  if (!head.expects_continue || !transport_->input().empty()) co_return true;
  co_return co_await transport_->send(kContinue, {});
}

/// Reads the body to its end; answers what ended it early.
asio::awaitable<std::optional<Connection::Outcome>> Connection::read_body(Exchange& exchange, std::string_view block) {
  auto refused = [&](Refusal refusal) {
    return Outcome{.response = refusal_response(refusal, exchange.request.id), .body_read = false};
  };
  auto decoder = BodyDecoder::open(block);
  if (!decoder) co_return refused(decoder.error());
  bool streams = exchange.route->body == BodyKind::kStream;
  std::vector<std::uint8_t> piece(streams ? kStreamPiece : kBodyInput);
  std::size_t filled = 0;
  InputBuffer& input = transport_->input();
  input.resize(kBodyInput);
  BodyRate rate(loop_.options.min_body_rate, loop_.options.rate_window, now());
  bool starved = false;
  while (!decoder->done()) {
    if (input.empty() || starved) {
      if (input.full()) co_return refused({400, "the body's framing is malformed"});
      transport_->expect_by(std::min(rate.deadline(), exchange.request.deadline));
      auto received = co_await transport_->receive();
      if (received == Transport::Received::kTimedOut) co_return refused({408, "the body did not arrive in time"});
      if (received == Transport::Received::kEnd) co_return Outcome{.body_read = false, .gone = true};
    }
    auto step = decoder->decode(as_bytes(input.view()), std::span(piece).subspan(filled));
    if (!step) co_return refused(step.error());
    input.consume(step->consumed);
    filled += step->produced;
    rate.moved(static_cast<std::int64_t>(step->produced), now());
    starved = step->consumed == 0 && step->produced == 0;
    if (filled < piece.size() && !decoder->done()) continue;
    auto taken = co_await take_piece(exchange, Bytes(piece).first(std::exchange(filled, 0)));
    if (!taken)
      co_return Outcome{.response = loop_.pipeline.finish(exchange, std::unexpected(taken.error())),
                        .body_read = false};
    rate = BodyRate(loop_.options.min_body_rate, loop_.options.rate_window, now());
  }
  input.resize(loop_.options.head.max_bytes + 1);
  co_return std::nullopt;
}

/// Hands a piece of the body to whom it belongs.
asio::awaitable<Result<void>> Connection::take_piece(Exchange& exchange, Bytes piece) {
  if (exchange.route->body == BodyKind::kStream) {
    Result<void> taken;
    transport_->expect_by(Deadline::max());
    bool ran = co_await run_blocking([&] { taken = exchange.receiver->receive(piece); });
    if (!ran) co_return fail(ErrorCode::kOverloaded, "the server is busy");
    co_return taken;
  }
  std::string& body = exchange.request.body;
  body += as_text(piece);
  auto limit = body_limit(*exchange.route, loop_.options), size = static_cast<std::int64_t>(body.size());
  if (size > limit) co_return fail_limit(ErrorCode::kTooLarge, "the body is too large", limit, size);
  co_return Result<void>();
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
