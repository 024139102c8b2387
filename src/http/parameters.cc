#include "http/parameters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "base/number.h"

namespace pictor::http {
namespace {

std::string shown(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g", number);
  return text.data();
}

}  // namespace

QueryReader::QueryReader(const Query& query) : query_(query) {
  std::set<std::string_view> seen;
  for (const auto& [name, value] : query_)
    if (!seen.insert(name).second) complain(name, "is given twice");
}

std::optional<std::string> QueryReader::text(std::string_view name, std::size_t max_bytes) {
  auto value = find(name);
  if (!value) return std::nullopt;
  if (value->size() > max_bytes) complain(name, "must be at most " + std::to_string(max_bytes) + " bytes");
  return std::string(*value);
}

std::optional<int> QueryReader::integer(std::string_view name, int min, int max) {
  auto value = find(name);
  if (!value) return std::nullopt;
  auto number = number_from<int>(*value);
  if (!number || *number < min || *number > max) {
    complain(name, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return std::nullopt;
  }
  return number;
}

std::optional<double> QueryReader::number(std::string_view name, double min, double max) {
  auto value = find(name);
  if (!value) return std::nullopt;
  auto number = number_from<double>(*value);
  if (!number || !(*number >= min && *number <= max)) {
    complain(name, "must be a number from " + shown(min) + " to " + shown(max));
    return std::nullopt;
  }
  return number;
}

std::optional<bool> QueryReader::flag(std::string_view name) {
  return choice(name, "true or false", [](std::string_view text) -> std::optional<bool> {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
  });
}

Result<void> QueryReader::finish() {
  for (const auto& [name, value] : query_)
    if (!known_.contains(name)) complain(name, "is not a parameter of this call");
  if (complaint_) return std::unexpected(*complaint_);
  return {};
}

std::optional<std::string_view> QueryReader::find(std::string_view name) {
  known_.insert(name);
  auto found =
      std::ranges::find(query_, name, [](const auto& parameter) -> std::string_view { return parameter.first; });
  if (found == query_.end()) return std::nullopt;
  return found->second;
}

void QueryReader::complain(std::string_view name, std::string message) {
  if (!complaint_)
    complaint_ = Error{.code = ErrorCode::kInvalidParameter,
                       .message = std::string(name.substr(0, 64)) + " " + message,
                       .field = std::string(name.substr(0, 64))};
}

}  // namespace pictor::http
