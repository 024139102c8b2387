// What a codec process that was taken over says, and how little of it is believed.

#include <gmock/gmock.h>

#include "pool_test.h"

namespace pictor::codec {
namespace {

using ::testing::HasSubstr;

std::string as_test_name(const ::testing::TestParamInfo<const char*>& tested) {
  std::string name = tested.param;
  std::erase(name, '-');
  return name;
}

class RenderReply : public PoolTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(RenderReply, ThatCannotBeTrueEndsTheProcessAndTheNextRequestSucceeds) {
  ProcessPool pool(hostile_pool());
  const Command lie(GetParam());
  const auto outcome = pool.render(lie.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_TRUE(is_codec_death(outcome.error())) << outcome.error().cause;
  EXPECT_THAT(outcome.error().cause, HasSubstr("cannot be believed"));
  const Command next("nothing");
  EXPECT_TRUE(pool.render(next.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {}).has_value());
}

INSTANTIATE_TEST_SUITE_P(Lies, RenderReply,
                         ::testing::Values("send-garbage", "send-oversize", "send-descriptor", "send-wild-progress",
                                           "send-early-facts", "offset-outside", "offset-negative", "bytes-overflow",
                                           "format-unknown", "size-zero", "size-beyond-box", "not-its-format",
                                           "one-too-few", "unasked-placeholder"),
                         as_test_name);

class ProbeReply : public PoolTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(ProbeReply, ThatCannotBeTrueEndsTheProcessAndTheNextRequestSucceeds) {
  ProcessPool pool(hostile_pool());
  const Command lie(GetParam());
  const auto facts = pool.probe(lie.input(), {}, soon());
  ASSERT_FALSE(facts.has_value());
  EXPECT_TRUE(is_codec_death(facts.error())) << facts.error().cause;
  const Command next("nothing 42");
  EXPECT_EQ(pool.probe(next.input(), {}, soon()).value().width, 42);
}

INSTANTIATE_TEST_SUITE_P(Lies, ProbeReply,
                         ::testing::Values("send-garbage", "send-oversize", "send-descriptor", "facts-beyond-limits",
                                           "fail-as-the-server"),
                         as_test_name);

class Replies : public PoolTest {};

TEST_F(Replies, LeftOverFromOneRequestAreNotTakenForTheAnswerToTheNext) {
  ProcessPool pool(hostile_pool());
  const Command twice("send-early-facts 5");
  EXPECT_EQ(pool.probe(twice.input(), {}, soon()).value().width, 77);
  const Command next("nothing 42");
  EXPECT_EQ(pool.probe(next.input(), {}, soon()).value().width, 42);
}

TEST_F(Replies, OfHonestFailureKeepTheirNumbersAndTheProcess) {
  ProcessPool pool(hostile_pool());
  const Command failing("fail-honestly 200");
  const auto facts = pool.probe(failing.input(), {}, soon());
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().code, ErrorCode::kTooManyPixels);
  EXPECT_EQ(facts.error().limit, 100);
  EXPECT_EQ(facts.error().actual, 200);
  const Command counting("count-requests");
  EXPECT_EQ(pool.probe(counting.input(), {}, soon()).value().width, 2);
}

TEST_F(Replies, LoseTheControlCharactersOfTheirTexts) {
  ProcessPool pool(hostile_pool());
  const Command failing("fail-with-escapes");
  const auto facts = pool.probe(failing.input(), {}, soon());
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().message, "bad?[31m");
  EXPECT_THAT(facts.error().cause, HasSubstr("line?break"));
}

}  // namespace
}  // namespace pictor::codec
