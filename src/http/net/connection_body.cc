// The body of a request, from the connection to whom it belongs.
#include <limits>

#include "base/result.h"
#include "http/body_decoder.h"
#include "http/body_rate.h"
#include "http/net/connection.h"

namespace pictor::http {
namespace {

constexpr std::size_t kStreamPiece = 256 << 10;  ///< of a streamed body, handed over at a time
constexpr std::size_t kBodyInput = 64 << 10;     ///< room for a body's bytes as they arrive
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

Deadline now() { return std::chrono::steady_clock::now(); }

/// The bytes that a route takes of a body before it is refused; a stream's receiver counts for itself.
std::int64_t body_limit(const Route& route, const ServerOptions& options) {
  if (route.body == BodyKind::kStream) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(route.body == BodyKind::kJson ? options.max_json_body : options.max_ignored_body);
}

}  // namespace

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

}  // namespace pictor::http
