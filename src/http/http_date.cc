#include "http/http_date.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/number.h"

namespace pictor::http {
namespace {

constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// The decimal number that is all of `text`; -1 when it is none.
int number_in(std::string_view text) { return std::max(number_from<int>(text).value_or(-1), -1); }

unsigned month_in(std::string_view text) {
  for (unsigned i = 0; i < kMonths.size(); ++i)
    if (kMonths[i] == text) return i + 1;
  return 0;
}

}  // namespace

std::string format_http_date(Time time) {
  auto day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day date(day);
  std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  std::array<char, 40> text{};
  int length =
      std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                    kDays[std::chrono::weekday(day).c_encoding()], unsigned(date.day()),
                    kMonths[unsigned(date.month()) - 1], int(date.year()), static_cast<int>(clock.hours().count()),
                    static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::optional<Time> parse_http_date(std::string_view text) {
  // 0    5  8   12   17 20 23 26
  // Sun, 06 Nov 1994 08:49:37 GMT
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT" || text[19] != ':' || text[22] != ':')
    return std::nullopt;
  int day = number_in(text.substr(5, 2)), year = number_in(text.substr(12, 4));
  int hour = number_in(text.substr(17, 2)), minute = number_in(text.substr(20, 2)),
      second = number_in(text.substr(23, 2));
  std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month_in(text.substr(8, 3))),
                                   std::chrono::day(static_cast<unsigned>(day))};
  if (day < 0 || year < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 ||
      !date.ok())
    return std::nullopt;
  return Time(std::chrono::sys_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace pictor::http
