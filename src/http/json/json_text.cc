#include "http/json/json_text.h"

#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>

namespace pictor::http {
namespace {

void append(std::string& text, const boost::json::value& value);

void append(std::string& text, double number) {
  std::array<char, 32> digits{};
  // JSON has no word for what is not finite; no value of ours is.
  auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), std::isfinite(number) ? number : 0.0);
  text.append(digits.data(), end);
}

void append(std::string& text, const boost::json::object& object) {
  text += '{';
  bool first = true;
  for (const auto& [name, value] : object) {
    if (!std::exchange(first, false)) text += ',';
    text += boost::json::serialize(boost::json::string_view(name));
    text += ':';
    append(text, value);
  }
  text += '}';
}

void append(std::string& text, const boost::json::array& array) {
  text += '[';
  bool first = true;
  for (const boost::json::value& value : array) {
    if (!std::exchange(first, false)) text += ',';
    append(text, value);
  }
  text += ']';
}

void append(std::string& text, const boost::json::value& value) {
  if (auto* object = value.if_object()) return append(text, *object);
  if (auto* array = value.if_array()) return append(text, *array);
  if (auto* number = value.if_double()) return append(text, *number);
  text += boost::json::serialize(value);
}

}  // namespace

std::string json_text(const boost::json::value& value) {
  std::string text;
  append(text, value);
  return text;
}

std::string json_text(const boost::json::object& object) {
  std::string text;
  append(text, object);
  return text;
}

}  // namespace pictor::http
