#include "http/body_decoder.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace pictor::http {
namespace {

namespace beast = boost::beast;

/// Beast takes extensions of any length; nobody sends them, and they would be work without payload.
constexpr std::size_t kMaxChunkExtension = 256;

}  // namespace

struct BodyDecoder::State {
  State() {
    parser.body_limit(boost::none);  // the caller counts what is produced
    parser.header_limit(64 << 10);   // HeadLimits are checked before
    parser.eager(false);
    parser.on_chunk_header(chunk_rule);
  }
  std::function<void(std::uint64_t, beast::string_view, beast::error_code&)> chunk_rule =
      [](std::uint64_t, beast::string_view extension, beast::error_code& error) {
        if (extension.size() > kMaxChunkExtension) error = beast::http::error::bad_chunk_extension;
      };
  beast::http::request_parser<beast::http::buffer_body> parser;
};

BodyDecoder::BodyDecoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
BodyDecoder::BodyDecoder(BodyDecoder&&) noexcept = default;
BodyDecoder& BodyDecoder::operator=(BodyDecoder&&) noexcept = default;
BodyDecoder::~BodyDecoder() = default;

Accepted<BodyDecoder> BodyDecoder::open(std::string_view head_block) {
  auto state = std::make_unique<State>();
  beast::error_code error;
  std::size_t consumed = state->parser.put(boost::asio::buffer(head_block), error);
  if (error || consumed != head_block.size() || !state->parser.is_header_done())
    return refuse(400, "the request head is ambiguous");
  state->parser.eager(true);
  return BodyDecoder(std::move(state));
}

Accepted<BodyDecoder::Step> BodyDecoder::decode(Bytes input, std::span<std::uint8_t> output) {
  auto& body = state_->parser.get().body();
  body.data = output.data();
  body.size = output.size();
  beast::error_code error;
  std::size_t consumed = state_->parser.put(boost::asio::buffer(input.data(), input.size()), error);
  if (error && error != beast::http::error::need_more && error != beast::http::error::need_buffer)
    return refuse(400, "the body's framing is malformed: " + error.message());
  return Step{.consumed = consumed, .produced = output.size() - body.size};
}

bool BodyDecoder::done() const { return state_->parser.is_done(); }

}  // namespace pictor::http
