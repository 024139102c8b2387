#include "delivery/byte_range.h"

#include <gmock/gmock.h>

#include <limits>

namespace pictor::delivery {
namespace {

constexpr std::int64_t kSize = 1000;

/// The range that is sent of a body of `size` bytes; fails the test unless there is one.
ByteRange range_of(std::string_view header, std::int64_t size = kSize) {
  const auto parsed = parse_range(header, size);
  if (!parsed || !*parsed) {
    ADD_FAILURE() << "no range in " << header;
    return {-1, -1};
  }
  return **parsed;
}

bool is_whole(std::string_view header, std::int64_t size = kSize) {
  const auto parsed = parse_range(header, size);
  return parsed && !*parsed;
}

bool is_unsatisfiable(std::string_view header, std::int64_t size = kSize) { return !parse_range(header, size); }

TEST(ParseRange, TakesFirstAndLastInclusive) {
  EXPECT_EQ(range_of("bytes=0-0"), (ByteRange{0, 0}));
  EXPECT_EQ(range_of("bytes=200-499"), (ByteRange{200, 499}));
  EXPECT_EQ(range_of("bytes=200-499").length(), 300);
}

TEST(ParseRange, ReachesToTheEndWithoutALast) {
  EXPECT_EQ(range_of("bytes=0-"), (ByteRange{0, 999}));
  EXPECT_EQ(range_of("bytes=999-"), (ByteRange{999, 999}));
}

TEST(ParseRange, CutsALastBehindTheEnd) {
  EXPECT_EQ(range_of("bytes=990-1000"), (ByteRange{990, 999}));
  EXPECT_EQ(range_of("bytes=990-9223372036854775807"), (ByteRange{990, 999}));
}

TEST(ParseRange, TakesASuffix) {
  EXPECT_EQ(range_of("bytes=-1"), (ByteRange{999, 999}));
  EXPECT_EQ(range_of("bytes=-1000"), (ByteRange{0, 999}));
  EXPECT_EQ(range_of("bytes=-5000"), (ByteRange{0, 999}));
}

TEST(ParseRange, HoldsNumbersBeyond64Bits) {
  EXPECT_EQ(range_of("bytes=5-99999999999999999999999999"), (ByteRange{5, 999}));
  EXPECT_EQ(range_of("bytes=-99999999999999999999999999"), (ByteRange{0, 999}));
  EXPECT_TRUE(is_unsatisfiable("bytes=18446744073709551616-"));
  EXPECT_TRUE(is_unsatisfiable("bytes=99999999999999999999-99999999999999999999"));
  const std::int64_t huge = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(range_of("bytes=-1", huge), (ByteRange{huge - 1, huge - 1}));
}

TEST(ParseRange, RefusesWhatBeginsBehindTheEnd) {
  EXPECT_TRUE(is_unsatisfiable("bytes=1000-"));
  EXPECT_TRUE(is_unsatisfiable("bytes=1000-2000"));
  EXPECT_TRUE(is_unsatisfiable("bytes=-0"));
}

TEST(ParseRange, OfAnEmptyBodyIsNothing) {
  EXPECT_TRUE(is_unsatisfiable("bytes=0-", 0));
  EXPECT_TRUE(is_unsatisfiable("bytes=-0", 0));
  EXPECT_TRUE(is_whole("bytes=-5", 0));
}

TEST(ParseRange, IgnoresCaseAndWhitespaceAndEmptyElements) {
  EXPECT_EQ(range_of(" Bytes = 1-2 "), (ByteRange{1, 2}));
  EXPECT_EQ(range_of("bytes=,, 1-2 ,"), (ByteRange{1, 2}));
}

TEST(ParseRange, AnswersSeveralRangesWithEverything) {
  EXPECT_TRUE(is_whole("bytes=0-1,5-6"));
  EXPECT_TRUE(is_whole("bytes=0-0, -1"));
  EXPECT_TRUE(is_whole("bytes=5000-, 6000-"));
}

class MalformedRange : public testing::TestWithParam<const char*> {};

TEST_P(MalformedRange, IsAnsweredWithEverything) { EXPECT_TRUE(is_whole(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Range, MalformedRange,
                         testing::Values("", "bytes", "bytes=", "=0-1", "bytes=-", "bytes=5", "bytes=5-4", "bytes=a-b",
                                         "bytes=1-b", "bytes=+1-2", "bytes=1--2", "bytes=--2", "bytes=1 - 2",
                                         "bytes=0x1-2", "bytes=1-2-3", "items=0-1", "bytess=0-1", "bytes 0-1",
                                         "bytes=\"0-1"));

TEST(EtagMatches, FindsTheTagInAList) {
  EXPECT_TRUE(etag_matches("\"a\"", "\"a\"", true));
  EXPECT_TRUE(etag_matches("\"x\", \"a\"", "\"a\"", true));
  EXPECT_TRUE(etag_matches(" , \"x\" ,,\"a\" ", "\"a\"", true));
  EXPECT_FALSE(etag_matches("\"x\", \"y\"", "\"a\"", true));
}

TEST(EtagMatches, ComparesWeaklyWithoutTheMark) {
  EXPECT_TRUE(etag_matches("W/\"a\"", "\"a\"", true));
  EXPECT_TRUE(etag_matches("\"a\"", "W/\"a\"", true));
  EXPECT_TRUE(etag_matches("W/\"a\"", "W/\"a\"", true));
  EXPECT_FALSE(etag_matches("W/\"a\"", "\"b\"", true));
}

TEST(EtagMatches, ComparesStronglyOnlyStrongTags) {
  EXPECT_TRUE(etag_matches("\"a\"", "\"a\"", false));
  EXPECT_FALSE(etag_matches("W/\"a\"", "\"a\"", false));
  EXPECT_FALSE(etag_matches("\"a\"", "W/\"a\"", false));
  EXPECT_FALSE(etag_matches("W/\"a\"", "W/\"a\"", false));
  EXPECT_TRUE(etag_matches("W/\"a\", \"a\"", "\"a\"", false));
}

TEST(EtagMatches, TakesTheAsteriskForAnyTag) {
  EXPECT_TRUE(etag_matches("*", "\"a\"", true));
  EXPECT_TRUE(etag_matches(" * ", "\"a\"", false));
  EXPECT_FALSE(etag_matches("*, \"b\"", "\"a\"", true));
}

TEST(EtagMatches, IsCaseSensitive) {
  EXPECT_FALSE(etag_matches("\"A\"", "\"a\"", true));
  EXPECT_FALSE(etag_matches("w/\"a\"", "\"a\"", true));
}

TEST(EtagMatches, TakesCommasAndBackslashesInsideATagAsTheyAre) {
  EXPECT_TRUE(etag_matches("\"a,b\"", "\"a,b\"", true));
  EXPECT_FALSE(etag_matches("\"x,\\\"", "\"x\"", true));
  EXPECT_TRUE(etag_matches("\"x\\\", \"a\"", "\"a\"", true));
  EXPECT_TRUE(etag_matches("\"\"", "\"\"", true));
}

TEST(EtagMatches, StopsAtWhatIsMalformed) {
  EXPECT_FALSE(etag_matches("", "\"a\"", true));
  EXPECT_FALSE(etag_matches("a", "\"a\"", true));
  EXPECT_FALSE(etag_matches("\"a", "\"a\"", true));
  EXPECT_FALSE(etag_matches("W/", "\"a\"", true));
  EXPECT_FALSE(etag_matches("\"a\"x", "\"a\"", true));
  EXPECT_FALSE(etag_matches("\"x\" \"a\"", "\"a\"", true));
  EXPECT_FALSE(etag_matches("x, \"a\"", "\"a\"", true));
  EXPECT_TRUE(etag_matches("\"a\", x", "\"a\"", true));
}

}  // namespace
}  // namespace pictor::delivery
