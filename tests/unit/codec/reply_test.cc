// Round trips and random bytes; the lies one by one are in tests/integration/codec/hostile_reply_test.cc.

#include "codec/protocol/reply.h"

#include <gmock/gmock.h>

#include <cstring>
#include <random>

#include "codec/protocol/request.h"

namespace pictor::codec {
namespace {

constexpr std::string_view kOutput = "\xFF\xD8\xFF\xE0 first \xFF\xD8\xFF\xE0 second";
constexpr std::int64_t kFirstBytes = 11;

template <wire::Message M>
Packet packet_of(const M& message) {
  Packet packet;
  const wire::Head head{.kind = M::kKind, .serial = 1};
  std::memcpy(packet.storage.data(), &head, sizeof(head));
  std::memcpy(packet.storage.data() + sizeof(head), &message, sizeof(message));
  packet.size = sizeof(head) + sizeof(message);
  return packet;
}

image::Plan plan() {
  return {.renditions = {{.box_width = 50, .quality = 70}}, .optimize = image::OptimizeSpec{}, .placeholder = true};
}

image::RenderOutcome outcome() {
  const auto rest = static_cast<std::int64_t>(kOutput.size()) - kFirstBytes;
  image::RenderOutcome made{.facts = {.format = Format::kPng, .width = 100, .height = 80, .has_alpha = true}};
  made.renditions.push_back({.width = 50, .height = 40, .quality = 70, .offset = 0, .bytes = kFirstBytes});
  made.optimized = image::OptimizeOutcome{
      .rendition = {.width = 100, .height = 80, .quality = 81, .offset = kFirstBytes, .bytes = rest},
      .score = 74.5,
      .candidates = {{.format = Format::kWebp, .quality = 80, .bytes = 900, .score = 71}}};
  made.placeholder = Placeholder{std::string("\x00\xFE\x7F", 3), "#0a1b2c"};
  return made;
}

TEST(RenderReply, ArrivesAsItWasSent) {
  const auto checked = read_render_reply(packet_of(rendered_reply(outcome())), plan(), as_bytes(kOutput));
  ASSERT_TRUE(checked.has_value()) << checked.error();
  ASSERT_TRUE(checked->has_value());
  const image::RenderOutcome& read = **checked;
  EXPECT_EQ(read.facts, outcome().facts);
  EXPECT_EQ(read.renditions.at(0).bytes, kFirstBytes);
  EXPECT_EQ(read.optimized.value().rendition.offset, kFirstBytes);
  EXPECT_EQ(read.optimized->score, 74.5);
  EXPECT_EQ(read.optimized->candidates.at(0).format, Format::kWebp);
  EXPECT_EQ(read.placeholder, outcome().placeholder);
}

TEST(RenderReply, SaysWhatWasTriedOnASample) {
  image::RenderOutcome made = outcome();
  made.optimized->candidates[0].of_sample = true;
  const auto checked = read_render_reply(packet_of(rendered_reply(made)), plan(), as_bytes(kOutput));
  ASSERT_TRUE(checked.has_value()) << checked.error();
  EXPECT_TRUE(checked->value().optimized->candidates.at(0).of_sample);
}

TEST(RenderReply, MayHoldAPngOnlyWhereThePlanLeavesItOpen) {
  constexpr std::string_view kPngOutput = "\x89PNG\r\n\x1a\n12\xFF\xD8\xFF\xE0 second!";
  image::RenderOutcome made = outcome();
  made.renditions[0].format = Format::kPng;
  made.renditions[0].bytes = 10;
  made.optimized.reset();
  image::Plan open = plan();
  open.renditions[0].or_png = true;
  const Packet packet = packet_of(rendered_reply(made));
  EXPECT_TRUE(read_render_reply(packet, open, as_bytes(kPngOutput)).has_value());
  EXPECT_FALSE(read_render_reply(packet, plan(), as_bytes(kPngOutput)).has_value());
}

TEST(RenderReply, MayHaveFoundNothingBetterThanTheSource) {
  image::RenderOutcome without = outcome();
  without.optimized.reset();
  const auto checked = read_render_reply(packet_of(rendered_reply(without)), plan(), as_bytes(kOutput));
  ASSERT_TRUE(checked.has_value()) << checked.error();
  EXPECT_FALSE(checked->value().optimized.has_value());
}

TEST(RenderReply, IsRefusedWithAnEndlessScore) {
  image::RenderOutcome endless = outcome();
  endless.optimized->score = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(read_render_reply(packet_of(rendered_reply(endless)), plan(), as_bytes(kOutput)).has_value());
}

TEST(RenderReply, IsRefusedWithAColourThatIsNone) {
  image::RenderOutcome styled = outcome();
  styled.placeholder->color = "#<b>:()";
  EXPECT_FALSE(read_render_reply(packet_of(rendered_reply(styled)), plan(), as_bytes(kOutput)).has_value());
}

TEST(RenderReply, OfRandomBytesNeverReachesOutsideOfTheOutput) {
  std::mt19937 random(1);
  const wire::Rendered honest = rendered_reply(outcome());
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    Packet packet = packet_of(honest);
    for (int flips = 0; flips < 3; ++flips)
      packet.storage[sizeof(wire::Head) + random() % sizeof(wire::Rendered)] = static_cast<std::uint8_t>(random());
    const auto checked = read_render_reply(packet, plan(), as_bytes(kOutput));
    if (!checked) {
      ++refused;
      continue;
    }
    for (const image::RenditionOutcome& made : checked->value().renditions)
      ASSERT_LE(made.offset + made.bytes, static_cast<std::int64_t>(kOutput.size()));
  }
  EXPECT_GT(refused, 100);
}

TEST(ProbeReply, KeepsTheNumbersOfAFailure) {
  const Error error = fail_limit(ErrorCode::kTooManyFrames, "too many frames", 10, 11).error();
  const auto checked = read_probe_reply(packet_of(failed_reply(error)), {});
  ASSERT_TRUE(checked.has_value()) << checked.error();
  ASSERT_FALSE(checked->has_value());
  EXPECT_EQ(checked->error().code, ErrorCode::kTooManyFrames);
  EXPECT_EQ(checked->error().limit, 10);
  EXPECT_EQ(checked->error().actual, 11);
}

TEST(RenderRequest, CarriesThePlan) {
  const image::Plan sent = plan();
  const image::Plan read = plan_from(render_request(1, 0, sent).value());
  EXPECT_EQ(read.renditions.size(), 1U);
  EXPECT_EQ(read.renditions[0].quality, 70);
  EXPECT_TRUE(read.optimize.has_value());
  EXPECT_TRUE(read.placeholder);
}

TEST(RenderRequest, IsRefusedWithMoreRenditionsThanAPacketHolds) {
  image::Plan many;
  many.renditions.resize(image::kMaxRenditions + 1);
  EXPECT_FALSE(render_request(1, 0, many).has_value());
}

}  // namespace
}  // namespace pictor::codec
