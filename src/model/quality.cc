#include "model/quality.h"

#include <charconv>

namespace pictor {

std::string to_string(const Quality& quality) { return quality.fixed ? std::to_string(*quality.fixed) : "auto"; }

std::optional<Quality> quality_from(std::string_view text) {
  constexpr int kMostQuality = 100;
  if (text == "auto") return Quality{};
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number < 1 || number > kMostQuality) return std::nullopt;
  return Quality{number};
}

}  // namespace pictor
