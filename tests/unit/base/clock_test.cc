#include "base/clock.h"

#include <gtest/gtest.h>

namespace pictor {
namespace {

Time at(std::int64_t millis) { return Time(std::chrono::milliseconds(millis)); }

TEST(Rfc3339, IsPrintedInUtcWithMilliseconds) {
  EXPECT_EQ(format_rfc3339(at(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(at(1'763'803'851'120)), "2025-11-22T09:30:51.120Z");
}

TEST(Rfc3339, IsReadWithEveryOffset) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:01Z"), at(1000));
  EXPECT_EQ(parse_rfc3339("1970-01-01T02:00:00+02:00"), at(0));
  EXPECT_EQ(parse_rfc3339("1969-12-31T19:30:00-04:30"), at(0));
  EXPECT_EQ(parse_rfc3339("1970-01-01t00:00:00.5z"), at(500));
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00.123456Z"), at(123));
}

TEST(Rfc3339, IsReadBackAsPrinted) {
  for (std::int64_t millis : {0L, 951'782'399'999L, 4'102'444'800'000L})
    EXPECT_EQ(parse_rfc3339(format_rfc3339(at(millis))), at(millis));
}

TEST(Rfc3339, RefusesWhatIsNotATime) {
  for (const char* bad :
       {"", "tomorrow", "2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
        "2026-01-01T00:00:00+2:00", "2026-01-01T00:00:00.Z", "2026-13-01T00:00:00Z", "2026-01-01T00:60:00Z"})
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
}

}  // namespace
}  // namespace pictor
