#include "config/setting_value.h"

#include <gtest/gtest.h>

namespace pictor::config {
namespace {

using std::chrono::seconds;

TEST(SettingValue, BytesTakeAUnit) {
  EXPECT_EQ(parse_bytes("1048576"), 1 << 20);
  EXPECT_EQ(parse_bytes("100MiB"), 100 << 20);
  EXPECT_EQ(parse_bytes("2KiB"), 2048);
  EXPECT_EQ(parse_bytes("3GiB"), 3LL << 30);
  EXPECT_EQ(parse_bytes("1TiB"), 1LL << 40);
}

TEST(SettingValue, DurationsTakeAUnit) {
  EXPECT_EQ(parse_duration("90"), seconds(90));
  EXPECT_EQ(parse_duration("90s"), seconds(90));
  EXPECT_EQ(parse_duration("5m"), seconds(300));
  EXPECT_EQ(parse_duration("1h"), seconds(3600));
  EXPECT_EQ(parse_duration("30d"), seconds(2'592'000));
}

TEST(SettingValue, WhatIsNoNumberIsRefused) {
  for (std::string_view text :
       {"", " 1", "1 ", "+1", "0x10", "1.5", "1e3", "MiB", "1MB", "1mib", "1 MiB", "1KiBMiB", "x"})
    EXPECT_FALSE(parse_bytes(text)) << text;
  for (std::string_view text : {"", "s", "1w", "1h30m", "1.5h", " 1h", "1H"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(SettingValue, WhatDoesNotFitIsRefused) {
  EXPECT_FALSE(parse_bytes("9223372036854775808"));
  EXPECT_FALSE(parse_bytes("8388608TiB"));
  EXPECT_FALSE(parse_duration("9223372036854775807d"));
}

TEST(SettingValue, SwitchesAreOnOffTrueOrFalse) {
  EXPECT_EQ(parse_switch("on"), true);
  EXPECT_EQ(parse_switch("true"), true);
  EXPECT_EQ(parse_switch("off"), false);
  EXPECT_EQ(parse_switch("false"), false);
  for (std::string_view text : {"", "ON", "yes", "1", "0"}) EXPECT_FALSE(parse_switch(text)) << text;
}

TEST(SettingValue, WhatIsShownIsReadAsTheSame) {
  for (std::int64_t bytes : {0LL, 1LL, 1023LL, 1024LL, 1025LL, 100LL << 20, 1536LL << 20, 1LL << 40})
    EXPECT_EQ(parse_bytes(show_bytes(bytes)), bytes);
  for (int count : {0, 1, 59, 60, 90, 3600, 86'400, 86'401})
    EXPECT_EQ(parse_duration(show_duration(seconds(count))), seconds(count));
  EXPECT_EQ(show_bytes(100 << 20), "100MiB");
  EXPECT_EQ(show_duration(seconds(300)), "5m");
}

}  // namespace
}  // namespace pictor::config
