// Whatever our rules accept, Beast must read as the same framing: two readings of one request are a smuggling hole.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "http/body_decoder.h"
#include "http/request_head.h"
#include "http/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pictor::http;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  auto end = find_head_end(input, {});
  if (!end || *end == 0) return 0;
  std::string_view block = input.substr(0, *end);
  auto head = parse_request_head(block, {});
  if (!head) return 0;
  auto target = parse_target(head->target, head->headers.find("Host").value_or(""));
  if (target && target->query.size() > kMaxQueryParameters) std::abort();
  if (head->framing == Framing::kNone) return 0;
  auto decoder = BodyDecoder::open(block);
  if (!decoder) return 0;
  auto rest = pictor::as_bytes(input.substr(*end));
  std::array<std::uint8_t, 37> room{};
  std::int64_t produced = 0;
  while (!decoder->done()) {
    auto step = decoder->decode(rest, room);
    if (!step || (step->consumed == 0 && step->produced == 0)) return 0;
    rest = rest.subspan(step->consumed);
    produced += static_cast<std::int64_t>(step->produced);
  }
  if (head->framing == Framing::kLength && produced != head->content_length) std::abort();
  return 0;
}
