#include "policy/operation_parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/number.h"

namespace pictor::policy {
namespace {

using image::Operations;
using Text = std::optional<std::string>;

constexpr std::size_t kLongestNumber = 32;

/// `least` to `most` is not for NaN, which std::from_chars reads.
std::optional<double> bounded_number(std::string_view text, double least, double most) {
  const std::optional<double> number = hundredths_from(text);
  return number && *number >= least && *number <= most ? number : std::nullopt;
}

std::optional<bool> flag_from(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

template <class T>
bool put(const std::optional<T>& value, T& to) {
  if (value) to = *value;
  return value.has_value();
}

Text flag_text(bool flag) { return flag ? Text("true") : std::nullopt; }
Text number_text(double value, double usual) { return value == usual ? std::nullopt : Text(decimal_text(value)); }

/// Whole numbers in 0..most with commas between them; as many as `most_parts` or fewer, at least one.
std::vector<int> list_from(std::string_view text, std::size_t most_parts, int most) {
  std::vector<int> parts;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::optional<int> part = integer_from(text.substr(0, comma), 0, most);
    if (!part || parts.size() == most_parts) return {};
    parts.push_back(*part);
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

bool read_rotate(std::string_view text, Operations& to) {
  constexpr std::array<std::string_view, 4> kDegrees{"0", "90", "180", "270"};
  const auto* found = std::ranges::find(kDegrees, text);
  if (found == kDegrees.end()) return false;
  to.quarter_turns = static_cast<int>(found - kDegrees.begin());
  return true;
}
Text write_rotate(const Operations& from) {
  return from.quarter_turns == 0 ? std::nullopt : Text(std::to_string(90 * from.quarter_turns));
}

constexpr std::array<std::string_view, 4> kFlips{"none", "h", "v", "hv"};
bool read_flip(std::string_view text, Operations& to) {
  const auto* found = std::ranges::find(kFlips, text);
  if (found == kFlips.end()) return false;
  to.flip = static_cast<image::Flip>(found - kFlips.begin());
  return true;
}
Text write_flip(const Operations& from) {
  return from.flip == image::Flip::kNone ? std::nullopt : Text(kFlips[static_cast<std::size_t>(from.flip)]);
}

bool read_gravity(std::string_view text, Operations& to) { return put(gravity_from(text), to.gravity); }
Text write_gravity(const Operations& from) {
  return from.gravity == Gravity::kFocus ? std::nullopt : Text(to_string(from.gravity));
}

bool read_gamut(std::string_view text, Operations& to) { return put(gamut_from(text), to.gamut); }
Text write_gamut(const Operations& from) {
  return from.gamut == Gamut::kSrgb ? std::nullopt : Text(to_string(from.gamut));
}

bool read_enlarge(std::string_view text, Operations& to) { return put(flag_from(text), to.enlarge); }
Text write_enlarge(const Operations& from) { return flag_text(from.enlarge); }

bool read_trim(std::string_view text, Operations& to) {
  const std::optional<int> tolerance = integer_from(text, 0, image::kMaxTrimTolerance);
  if (tolerance) to.trim = tolerance;
  return tolerance.has_value();
}
Text write_trim(const Operations& from) { return from.trim ? Text(std::to_string(*from.trim)) : std::nullopt; }

bool read_blur(std::string_view text, Operations& to) {
  return put(bounded_number(text, image::kMinBlur, image::kMaxBlur), to.blur);
}
Text write_blur(const Operations& from) { return number_text(from.blur, 0); }

bool read_sharpen(std::string_view text, Operations& to) {
  return put(bounded_number(text, 0, image::kMaxSharpen), to.sharpen);
}
Text write_sharpen(const Operations& from) { return number_text(from.sharpen, 0); }

bool read_background(std::string_view text, Operations& to) {
  const std::optional<Color> color = color_from(text);
  if (color) to.background = color;
  return color.has_value();
}
Text write_background(const Operations& from) {
  return from.background ? Text(to_string(*from.background)) : std::nullopt;
}

/// As CSS: all sides; above and below, then beside; top, right, bottom, left.
bool read_pad(std::string_view text, Operations& to) {
  const std::vector<int> sides = list_from(text, 4, image::kMaxPad);
  if (sides.empty() || sides.size() == 3) return false;
  const auto side = [&](std::size_t i) { return sides[i % sides.size()]; };
  to.pad = {.top = side(0), .right = side(1), .bottom = side(2), .left = side(3)};
  return true;
}
Text write_pad(const Operations& from) {
  const image::Padding& pad = from.pad;
  if (pad == image::Padding{}) return std::nullopt;
  std::string text = std::to_string(pad.top);
  if (pad.top == pad.right && pad.top == pad.bottom && pad.top == pad.left) return text;
  text += "," + std::to_string(pad.right);
  if (pad.top == pad.bottom && pad.right == pad.left) return text;
  return text + "," + std::to_string(pad.bottom) + "," + std::to_string(pad.left);
}

bool read_mark_gravity(std::string_view text, Operations& to) {
  const std::optional<Gravity> gravity = gravity_from(text);
  if (!gravity || *gravity == Gravity::kFocus || *gravity == Gravity::kSmart) return false;
  to.watermark.gravity = *gravity;
  return true;
}
Text write_mark_gravity(const Operations& from) {
  const Gravity gravity = from.watermark.gravity;
  return gravity == image::Watermark{}.gravity ? std::nullopt : Text(to_string(gravity));
}

bool read_mark_offset(std::string_view text, Operations& to) {
  const std::vector<int> offset = list_from(text, 2, image::kMaxWatermarkOffset);
  if (offset.empty()) return false;
  to.watermark.offset_x = offset.front();
  to.watermark.offset_y = offset.back();
  return true;
}
Text write_mark_offset(const Operations& from) {
  const int x = from.watermark.offset_x;
  const int y = from.watermark.offset_y;
  if (x == 0 && y == 0) return std::nullopt;
  return x == y ? std::to_string(x) : std::to_string(x) + "," + std::to_string(y);
}

bool read_mark_scale(std::string_view text, Operations& to) {
  return put(bounded_number(text, image::kMinWatermarkScale, 1), to.watermark.scale);
}
Text write_mark_scale(const Operations& from) { return number_text(from.watermark.scale, image::Watermark{}.scale); }

bool read_mark_opacity(std::string_view text, Operations& to) {
  return put(bounded_number(text, 0, 1), to.watermark.opacity);
}
Text write_mark_opacity(const Operations& from) { return number_text(from.watermark.opacity, 1); }

bool read_mark_tile(std::string_view text, Operations& to) { return put(flag_from(text), to.watermark.tile); }
Text write_mark_tile(const Operations& from) { return flag_text(from.watermark.tile); }

constexpr std::string_view kFlag = "true or false";
constexpr std::string_view kEdges = "center, north, northeast, east, southeast, south, southwest, west or northwest";

constexpr std::array kParameters{
    OperationParameter{"gravity", ValueKind::kText,
                       "focus, smart, center, north, northeast, east, southeast, south, southwest, west or northwest",
                       read_gravity, write_gravity},
    OperationParameter{"enlarge", ValueKind::kFlag, kFlag, read_enlarge, write_enlarge},
    OperationParameter{"trim", ValueKind::kInteger, "a whole number from 0 to 255", read_trim, write_trim},
    OperationParameter{"flip", ValueKind::kText, "none, h, v or hv", read_flip, write_flip},
    OperationParameter{"rotate", ValueKind::kInteger, "0, 90, 180 or 270", read_rotate, write_rotate},
    OperationParameter{"blur", ValueKind::kNumber, "a number from 0.3 to 100", read_blur, write_blur},
    OperationParameter{"sharpen", ValueKind::kNumber, "a number from 0 to 10", read_sharpen, write_sharpen},
    OperationParameter{"background", ValueKind::kText, "rrggbb or rrggbbaa in hex digits", read_background,
                       write_background},
    OperationParameter{
        "pad", ValueKind::kText,
        "1, 2 or 4 whole numbers from 0 to 4096 with commas between them: all sides; above and below, then "
        "beside; or top, right, bottom, left",
        read_pad, write_pad},
    OperationParameter{"watermark_gravity", ValueKind::kText, kEdges, read_mark_gravity, write_mark_gravity},
    OperationParameter{"watermark_offset", ValueKind::kText,
                       "1 or 2 whole numbers from 0 to 4096 with a comma between them", read_mark_offset,
                       write_mark_offset},
    OperationParameter{"watermark_scale", ValueKind::kNumber, "a number from 0.01 to 1", read_mark_scale,
                       write_mark_scale},
    OperationParameter{"watermark_opacity", ValueKind::kNumber, "a number from 0 to 1", read_mark_opacity,
                       write_mark_opacity},
    OperationParameter{"watermark_tile", ValueKind::kFlag, kFlag, read_mark_tile, write_mark_tile},
    OperationParameter{"gamut", ValueKind::kText, "srgb or p3", read_gamut, write_gamut},
};

}  // namespace

std::span<const OperationParameter> operation_parameters() { return kParameters; }

std::string operations_text(const Operations& operations) {
  std::string text;
  for (const OperationParameter& parameter : kParameters) {
    const Text value = parameter.write(operations);
    if (value) text.append(text.empty() ? "" : ";").append(parameter.name).append("=").append(*value);
  }
  return text;
}

std::optional<Operations> operations_from(std::string_view text) {
  Operations operations;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(';'));
    const std::size_t equals = std::min(one.find('='), one.size());
    const auto* parameter = std::ranges::find(kParameters, one.substr(0, equals), &OperationParameter::name);
    if (parameter == kParameters.end() || equals == one.size()) return std::nullopt;
    if (!parameter->read(one.substr(equals + 1), operations)) return std::nullopt;
    text.remove_prefix(std::min(one.size() + 1, text.size()));
  }
  return operations;
}

std::optional<double> hundredths_from(std::string_view text) {
  const auto plain = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; };
  if (text.empty() || text.size() > kLongestNumber || !std::ranges::all_of(text, plain)) return std::nullopt;
  const auto value = number_from<double>(text);
  if (!value) return std::nullopt;
  return std::round(*value * 100) / 100 + 0.0;  // no negative zero
}

std::string decimal_text(double value) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return error == std::errc() ? std::string(text.data(), end) : std::string();
}

std::optional<int> integer_from(std::string_view text, int least, int most) {
  const auto value = number_from<int>(text);
  return value && *value >= least && *value <= most ? value : std::nullopt;
}

}  // namespace pictor::policy
