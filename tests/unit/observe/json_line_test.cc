#include "observe/json_line.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <limits>
#include <string>

namespace pictor::observe {
namespace {

/// The value of member `x` after a round trip through an independent, strict JSON parser.
boost::json::value parsed(JsonLine line) {
  std::string text = std::move(line).finish();
  EXPECT_EQ(text.find('\n'), std::string::npos);
  return boost::json::parse(text);
}

std::string round_trip(std::string_view value) {
  JsonLine line;
  line.add("x", value);
  return std::string(parsed(std::move(line)).at("x").as_string());
}

TEST(JsonLine, EscapesQuotesBackslashesAndControlCharacters) {
  std::string every_control;
  for (char c = 1; c < 0x20; ++c) every_control += c;
  every_control += "\x7f\"\\/";
  EXPECT_EQ(round_trip(every_control), every_control);
}

TEST(JsonLine, KeepsEmbeddedNul) { EXPECT_EQ(round_trip(std::string_view("a\0b", 3)), std::string_view("a\0b", 3)); }

TEST(JsonLine, KeepsWellFormedUtf8) {
  std::string text = "é \u20ac \U0001F600 \u07ff \uffff";
  EXPECT_EQ(round_trip(text), text);
}

TEST(JsonLine, ReplacesEachByteThatIsNotUtf8) {
  const std::string_view replaced = "\xef\xbf\xbd";
  for (std::string_view bad : {"\xff", "\xc0", "\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x98"}) {
    std::string expected;
    for (std::size_t i = 0; i < bad.size(); ++i) expected += replaced;
    EXPECT_EQ(round_trip(bad), expected);
  }
}

TEST(JsonLine, ReplacesOverlongFormsSurrogatesAndWhatIsBeyondUnicode) {
  for (std::string_view bad : {"\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80"})
    EXPECT_EQ(round_trip(bad).find(bad), std::string::npos);
}

TEST(JsonLine, CutsAHugeText) {
  std::string shown = round_trip(std::string(1 << 20, 'a'));
  EXPECT_LE(shown.size(), JsonLine::kMaxTextBytes + 4);
  EXPECT_TRUE(shown.ends_with("…"));
}

TEST(JsonLine, StaysValidWhenTheCutFallsInsideACharacter) {
  std::string text(JsonLine::kMaxTextBytes - 1, 'a');
  EXPECT_TRUE(round_trip(text + "€€").starts_with(text));
}

TEST(JsonLine, WritesNumbersAndSwitchesAsJsonDoes) {
  JsonLine line;
  line.add("whole", std::numeric_limits<std::int64_t>::min());
  line.add("real", 0.25);
  line.add("nan", std::numeric_limits<double>::quiet_NaN());
  line.add("on", true);
  boost::json::value value = parsed(std::move(line));
  EXPECT_EQ(value.at("whole").as_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(value.at("real").as_double(), 0.25);
  EXPECT_TRUE(value.at("nan").is_null());
  EXPECT_TRUE(value.at("on").as_bool());
}

TEST(JsonLine, AnEmptyLineIsAnEmptyObject) { EXPECT_EQ(JsonLine().finish(), "{}"); }

}  // namespace
}  // namespace pictor::observe
