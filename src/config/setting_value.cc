#include "config/setting_value.h"

#include <array>
#include <span>

#include "base/number.h"

namespace pictor::config {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t size;
};

// Largest first: the first that divides a value shows it.
constexpr std::array<Unit, 4> kByteUnits = {
    {{"TiB", 1LL << 40}, {"GiB", 1LL << 30}, {"MiB", 1LL << 20}, {"KiB", 1 << 10}}};
constexpr std::array<Unit, 4> kTimeUnits = {{{"d", 86'400}, {"h", 3'600}, {"m", 60}, {"s", 1}}};

std::optional<std::int64_t> parse_with_unit(std::string_view text, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (!text.ends_with(unit.name)) continue;
    auto count = number_from<std::int64_t>(text.substr(0, text.size() - unit.name.size()));
    std::int64_t product = 0;
    if (!count || __builtin_mul_overflow(*count, unit.size, &product)) return std::nullopt;
    return product;
  }
  return number_from<std::int64_t>(text);
}

std::string show_with_unit(std::int64_t value, std::span<const Unit> units) {
  for (const Unit& unit : units)
    if (value != 0 && value % unit.size == 0) return std::to_string(value / unit.size) + std::string(unit.name);
  return std::to_string(value);
}

}  // namespace

std::optional<std::int64_t> parse_bytes(std::string_view text) { return parse_with_unit(text, kByteUnits); }

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  auto seconds = parse_with_unit(text, kTimeUnits);
  if (!seconds) return std::nullopt;
  return std::chrono::seconds(*seconds);
}

std::optional<bool> parse_switch(std::string_view text) {
  if (text == "on" || text == "true") return true;
  if (text == "off" || text == "false") return false;
  return std::nullopt;
}

std::string show_bytes(std::int64_t bytes) { return show_with_unit(bytes, kByteUnits); }
std::string show_duration(std::chrono::seconds duration) { return show_with_unit(duration.count(), kTimeUnits); }
std::string show_switch(bool on) { return on ? "on" : "off"; }

}  // namespace pictor::config
