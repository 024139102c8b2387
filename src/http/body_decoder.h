#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/encoding.h"
#include "http/refusal.h"

namespace pictor::http {

/// Takes the framing off a request body: Content-Length, or chunks (RFC 9112 section 7), whose extensions and trailers
/// are bounded and ignored. Beast's parser behind our own rules. No I/O; one thread at a time.
class BodyDecoder {
 public:
  /// `head_block` is a whole head that parse_request_head() accepted. Refusals: 400 when Beast reads it differently.
  static Accepted<BodyDecoder> open(std::string_view head_block);
  BodyDecoder(BodyDecoder&&) noexcept;
  BodyDecoder& operator=(BodyDecoder&&) noexcept;
  ~BodyDecoder();

  struct Step {
    std::size_t consumed = 0;  ///< bytes taken from the input
    std::size_t produced = 0;  ///< bytes of body written to the output
  };
  /// Takes what it can. A step that consumes and produces nothing needs more input, or room. Refusals: 400.
  Accepted<Step> decode(Bytes input, std::span<std::uint8_t> output);
  bool done() const;

 private:
  struct State;
  explicit BodyDecoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pictor::http
