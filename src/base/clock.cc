#include "base/clock.h"

#include <charconv>
#include <cstdio>

namespace pictor {
namespace {

/// Reads exactly `digits` decimal digits at `at`; -1 when they are not there.
int fixed_digits(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Milliseconds of a fraction of a second `.ddd…` at `at`, which is moved past it; -1 when it is malformed.
int fraction_millis(std::string_view text, std::size_t& at) {
  if (at >= text.size() || text[at] != '.') return 0;
  int millis = 0;
  int scale = 100;
  std::size_t start = ++at;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) millis += (text[at] - '0') * scale;
  return at == start ? -1 : millis;
}

/// Minutes east of UTC of the zone at the end of `text`; nullopt when it is malformed.
std::optional<int> zone_minutes(std::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  int hours = fixed_digits(zone, 1, 2);
  int minutes = fixed_digits(zone, 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

Time SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string format_rfc3339(Time time) {
  auto day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day date{day};
  std::chrono::hh_mm_ss clock{time - day};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

Result<Time> parse_rfc3339(std::string_view text) {
  auto malformed = [] { return fail(ErrorCode::kInvalidParameter, "not an RFC 3339 time"); };
  int year = fixed_digits(text, 0, 4), month = fixed_digits(text, 5, 2), day = fixed_digits(text, 8, 2);
  int hour = fixed_digits(text, 11, 2), minute = fixed_digits(text, 14, 2), second = fixed_digits(text, 17, 2);
  if (second < 0 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return malformed();
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return malformed();
  std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                   std::chrono::day{static_cast<unsigned>(day)}};
  // RFC 3339 allows :60 for a leap second; it is taken as the next second.
  if (year < 0 || month < 0 || day < 0 || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second > 60)
    return malformed();
  std::size_t at = 19;
  int millis = fraction_millis(text, at);
  auto zone = zone_minutes(text.substr(at));
  if (millis < 0 || !zone) return malformed();
  return Time{std::chrono::sys_days{date}.time_since_epoch()} + std::chrono::hours{hour} +
         std::chrono::minutes{minute - *zone} + std::chrono::seconds{second} + std::chrono::milliseconds{millis};
}

}  // namespace pictor
