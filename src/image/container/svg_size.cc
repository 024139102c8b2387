#include "image/container/svg_size.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace pictor::image {
namespace {

constexpr SvgSize kDefaultSize{300, 150};  // CSS 2.1 section 10.3.2

struct Unit {
  std::string_view name;
  double pixels;
};

/// CSS Values 3 section 5.2. `em` and `ex` are those of librsvg's first font size, 12 pixels.
constexpr std::array kUnits{Unit{"", 1},           Unit{"px", 1},         Unit{"pt", 96.0 / 72}, Unit{"pc", 16},
                            Unit{"in", 96},        Unit{"cm", 96 / 2.54}, Unit{"mm", 96 / 25.4}, Unit{"em", 12},
                            Unit{"Q", 96 / 101.6}, Unit{"ex", 6}};

void skip(std::string_view& text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

/// Takes a finite number off the beginning of `text`.
std::optional<double> take_number(std::string_view& text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !std::isfinite(number)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// An absolute length of at least nothing, in pixels.
std::optional<double> length_in(const std::optional<std::string>& word) {
  if (!word) return std::nullopt;
  std::string_view text = *word;
  skip(text, " \t\r\n");
  const std::optional<double> number = take_number(text);
  if (!number || *number < 0) return std::nullopt;
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  for (const Unit& unit : kUnits) {
    if (text == unit.name) return *number * unit.pixels;
  }
  return std::nullopt;
}

std::optional<SvgSize> size_of_view_box(const std::optional<std::string>& word) {
  if (!word) return std::nullopt;
  std::string_view text = *word;
  std::array<double, 4> numbers{};
  for (double& number : numbers) {
    skip(text, " \t\r\n,");
    const std::optional<double> read = take_number(text);
    if (!read) return std::nullopt;
    number = *read;
  }
  if (numbers[2] <= 0 || numbers[3] <= 0) return std::nullopt;
  return SvgSize{numbers[2], numbers[3]};
}

}  // namespace

SvgSize svg_size(const SvgSizeWords& words) {
  const std::optional<double> width = length_in(words.width);
  const std::optional<double> height = length_in(words.height);
  if (width && height) return {*width, *height};
  const std::optional<SvgSize> box = size_of_view_box(words.view_box);
  if (width) return {*width, box ? *width * box->height / box->width : kDefaultSize.height};
  if (height) return {box ? *height * box->width / box->height : kDefaultSize.width, *height};
  return box.value_or(kDefaultSize);
}

}  // namespace pictor::image
