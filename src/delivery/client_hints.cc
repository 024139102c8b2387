#include "delivery/client_hints.h"

#include <algorithm>
#include <array>

#include "base/number.h"
#include "delivery/header_list.h"

namespace pictor::delivery {
namespace {

constexpr std::array kDprSteps = {1.0, 1.5, 2.0, 3.0};
constexpr std::array kWidthSteps = {320, 480, 640, 960, 1280, 1920, 2560};
constexpr std::size_t kLongestNumber = 12;
constexpr std::string_view kParameter = "hints=";

struct HintName {
  std::string_view name;
  bool HintSet::* member;
};
constexpr std::array kNames = {HintName{"dpr", &HintSet::dpr}, HintName{"width", &HintSet::width},
                               HintName{"save-data", &HintSet::save_data}};

/// Plain decimals (RFC 8941 sections 3.3.1 and 3.3.2), above 0.
template <class Number>
std::optional<Number> positive_from(std::string_view text) {
  const auto is_plain = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
  if (text.size() > kLongestNumber || !std::ranges::all_of(text, is_plain)) return std::nullopt;
  const auto number = number_from<Number>(text);
  return number && *number > 0 ? number : std::nullopt;
}

template <class Number, std::size_t kCount>
std::optional<Number> step_of(const std::array<Number, kCount>& steps, std::string_view field) {
  const auto number = positive_from<Number>(trim_whitespace(field));
  if (!number) return std::nullopt;
  const auto* step = std::ranges::lower_bound(steps, *number);
  return step == steps.end() ? steps.back() : *step;
}

}  // namespace

bool HintSet::is_within(const HintSet& others) const {
  return std::ranges::all_of(kNames,
                             [&](const HintName& hint) { return !(this->*hint.member) || others.*hint.member; });
}

std::string to_text(const HintSet& hints) {
  std::string text;
  for (const HintName& hint : kNames)
    if (hints.*hint.member) text.append(text.empty() ? "" : ",").append(hint.name);
  return text;
}

std::optional<HintSet> hint_set_from(std::string_view text) {
  HintSet hints;
  for (;;) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto* hint = std::ranges::find(kNames, text.substr(0, comma), &HintName::name);
    if (hint == kNames.end() || hints.*hint->member) return std::nullopt;
    hints.*hint->member = true;
    if (comma == text.size()) return hints;
    text.remove_prefix(comma + 1);
  }
}

HintSet hints_named_in(std::string_view path) {
  const std::size_t at = path.find(kParameter);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = path.substr(at + kParameter.size());
  return hint_set_from(rest.substr(0, rest.find_first_of("&/"))).value_or(HintSet{});
}

ClientHints client_hints(const HintSet& followed, const HintFields& fields) {
  ClientHints hints;
  if (followed.dpr) hints.dpr = step_of(kDprSteps, fields.dpr);
  if (followed.width) hints.width = step_of(kWidthSteps, fields.width);
  if (followed.save_data) hints.save_data = equal_ignoring_case(trim_whitespace(fields.save_data), "on");
  return hints;
}

std::string key_of(const ClientHints& hints) {
  std::string key;
  if (hints.dpr) key.append("d").append(std::to_string(static_cast<int>(*hints.dpr * 10)));
  if (hints.width) key.append("w").append(std::to_string(*hints.width));
  if (hints.save_data) key.append("s");
  return key;
}

}  // namespace pictor::delivery
