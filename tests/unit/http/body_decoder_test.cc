#include "http/body_decoder.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace pictor::http {
namespace {

constexpr std::string_view kChunkedHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

struct Decoded {
  std::string body;
  bool done = false;
  std::size_t left = 0;
  bool refused = false;
};

/// Feeds `wire` in pieces of `step` bytes, with room for `room` bytes at a time.
Decoded decode(std::string_view head, std::string_view wire, std::size_t step = 1000, std::size_t room = 1000) {
  Decoded decoded;
  auto decoder = BodyDecoder::open(head);
  if (!decoder) return Decoded{.refused = true};
  std::string held;
  std::vector<std::uint8_t> out(room);
  while (!decoder->done()) {
    auto taken = decoder->decode(as_bytes(held), out);
    if (!taken) return Decoded{.body = decoded.body, .refused = true};
    decoded.body += as_text(Bytes(out).first(taken->produced));
    held.erase(0, taken->consumed);
    if (taken->consumed > 0 || taken->produced > 0) continue;
    if (wire.empty()) break;
    held += wire.substr(0, step);
    wire.remove_prefix(std::min(step, wire.size()));
  }
  decoded.done = decoder->done();
  decoded.left = held.size() + wire.size();
  return decoded;
}

TEST(BodyDecoder, StopsAtTheContentLengthAndLeavesThePipelinedRest) {
  auto decoded = decode("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "helloGET / HTTP/1.1");
  EXPECT_TRUE(decoded.done);
  EXPECT_EQ(decoded.body, "hello");
  EXPECT_EQ(decoded.left, 14u);
}

TEST(BodyDecoder, JoinsChunksHoweverTheyArrive) {
  std::string_view wire = "5;name=\"va lue\"\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nNEXT";
  for (std::size_t step = 1; step <= wire.size(); ++step) {
    for (std::size_t room : {1, 3, 100}) {
      auto decoded = decode(kChunkedHead, wire, step, room);
      ASSERT_TRUE(decoded.done) << step;
      ASSERT_EQ(decoded.body, "hello 0123456789") << step;
      ASSERT_EQ(decoded.left, 4u) << step;
    }
  }
}

TEST(BodyDecoder, RefusesMalformedChunks) {
  for (std::string_view bad :
       {"x\r\n", "-1\r\na\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "fffffffffffffffff\r\n", "10000000000000000\r\n", "\r\n",
        ";\r\n", "5 5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\r\nbad trailer\r\n\r\n"})
    EXPECT_TRUE(decode(kChunkedHead, bad).refused) << bad;
}

TEST(BodyDecoder, RefusesAHugeChunkExtension) {
  EXPECT_FALSE(decode(kChunkedHead, "1;" + std::string(200, 'a') + "\r\nx\r\n0\r\n\r\n").refused);
  EXPECT_TRUE(decode(kChunkedHead, "1;" + std::string(300, 'a') + "\r\nx\r\n0\r\n\r\n").refused);
}

TEST(BodyDecoder, SaysWhenTheBodyIsCutShort) {
  EXPECT_FALSE(decode(kChunkedHead, "5\r\nhel").done);
  EXPECT_FALSE(decode(kChunkedHead, "5\r\nhello\r\n0\r\n").done);
}

}  // namespace
}  // namespace pictor::http
