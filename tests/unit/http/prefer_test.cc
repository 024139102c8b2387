#include "http/prefer.h"

#include <gtest/gtest.h>

namespace pictor::http {
namespace {

using std::chrono::seconds;

TEST(Prefer, ReadsWaitAndRespondAsync) {
  auto preferences = parse_prefer("respond-async, Wait = 10; x=y");
  EXPECT_EQ(preferences.wait, seconds(10));
  EXPECT_TRUE(preferences.respond_async);
}

TEST(Prefer, CutsLongWaitsToAMinute) { EXPECT_EQ(parse_prefer("wait=600").wait, seconds(60)); }

TEST(Prefer, IgnoresWhatItDoesNotUnderstand) {
  for (const char* text :
       {"", "wait", "wait=", "wait=0", "wait=-1", "wait=1.5", "wait=9999999", "return=minimal", ",,"})
    EXPECT_FALSE(parse_prefer(text).wait) << text;
}

}  // namespace
}  // namespace pictor::http
