#include "http/http_date.h"

#include <gtest/gtest.h>

namespace pictor::http {
namespace {

TEST(HttpDate, WritesAndReadsTheExampleOfTheRfc) {
  Time time = std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + std::chrono::hours(8) +
              std::chrono::minutes(49) + std::chrono::seconds(37) + std::chrono::milliseconds(900);
  EXPECT_EQ(format_http_date(time), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), std::chrono::floor<std::chrono::seconds>(time));
}

TEST(HttpDate, ReadsNoOtherForm) {
  for (const char* text :
       {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, -6 Nov 1994 08:49:37 GMT"})
    EXPECT_FALSE(parse_http_date(text)) << text;
}

}  // namespace
}  // namespace pictor::http
