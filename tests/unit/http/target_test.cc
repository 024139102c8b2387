#include "http/target.h"

#include <gtest/gtest.h>

namespace pictor::http {
namespace {

TEST(Target, SplitsThePathBeforeItIsDecoded) {
  auto target = parse_target("/images/a%2Fb%20c/original", "h");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->segments, (std::vector<std::string>{"images", "a/b c", "original"}));
}

TEST(Target, KeepsEmptyAndDotSegmentsSoThatTheyMatchNoRoute) {
  EXPECT_EQ(parse_target("/a//../b/", "h")->segments, (std::vector<std::string>{"a", "", "..", "b", ""}));
}

TEST(Target, ReadsAQueryWithPlusAsSpace) {
  auto target = parse_target("/?q=two+words&empty=&bare&u=%C3%A9", "h");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->query, (Query{{"q", "two words"}, {"empty", ""}, {"bare", ""}, {"u", "é"}}));
  EXPECT_EQ(target->path, "/");
}

TEST(Target, TakesTheAbsoluteFormOfItsOwnHostOnly) {
  EXPECT_EQ(parse_target("http://Example.org/x?a=b", "example.org")->segments, std::vector<std::string>{"x"});
  EXPECT_EQ(parse_target("http://example.org", "example.org")->path, "/");
  EXPECT_FALSE(parse_target("http://evil.org/x", "example.org"));
  EXPECT_FALSE(parse_target("ftp://example.org/x", "example.org"));
}

TEST(Target, RefusesWhatIsNoUri) {
  for (const char* bad : {"*", "images", "/a b", "/a\"b", "/a<b", "/a#b", "/a\\b", "/%", "/%4", "/%zz", "/%00", "/%0a",
                          "/%7f", "/%ff", "/%c0%af", "/%ed%a0%80", "/?a=%", "/?a=%00", "/\xc3\xa9"})
    EXPECT_FALSE(parse_target(bad, "h")) << bad;
}

TEST(Target, BoundsTheNumberOfParameters) {
  std::string target = "/?a=1";
  for (std::size_t i = 1; i < kMaxQueryParameters; ++i) target += "&a=1";
  EXPECT_TRUE(parse_target(target, "h"));
  EXPECT_FALSE(parse_target(target + "&a=1", "h"));
}

}  // namespace
}  // namespace pictor::http
