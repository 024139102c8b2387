#include "delivery/transform.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/number.h"

namespace pictor::delivery {
namespace {

using policy::ValueKind;
using Text = std::optional<std::string>;

constexpr std::size_t kMaxFieldBytes = 64;  ///< of a name that is shown in an error
constexpr double kFocusSteps = 1000;

template <class T>
bool put(const std::optional<T>& value, std::optional<T>& to) {
  if (value) to = value;
  return value.has_value();
}

Text number_text(const std::optional<int>& number) { return number ? Text(std::to_string(*number)) : std::nullopt; }

bool read_side(std::string_view text, std::optional<int>& to) {
  return put(policy::integer_from(text, 1, kMaxSide), to);
}

/// `auto` is the same as nothing.
bool read_format(std::string_view text, Transform& to) {
  if (text == "auto") to.format.reset();
  return text == "auto" || put(written_format_from(text), to.format);
}

double to_thousandths(double value) { return std::round(value * kFocusSteps) / kFocusSteps; }

std::optional<double> coordinate_from(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
  if (text.empty() || text.size() > kMaxFieldBytes || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  const auto value = number_from<double>(text);
  if (!value || *value > 1) return std::nullopt;
  return to_thousandths(*value);
}

bool read_focus(std::string_view text, Transform& to) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return false;
  const std::optional<double> x = coordinate_from(text.substr(0, comma));
  const std::optional<double> y = coordinate_from(text.substr(comma + 1));
  if (!x || !y) return false;
  to.focus = FocalPoint{*x, *y};
  return true;
}
Text write_focus(const Transform& from) {
  if (!from.focus) return std::nullopt;
  return policy::decimal_text(from.focus->x) + "," + policy::decimal_text(from.focus->y);
}

bool read_dpr(std::string_view text, Transform& to) {
  const std::optional<double> dpr = policy::hundredths_from(text);
  if (!dpr || *dpr < kMinDpr || *dpr > kMaxDpr) return false;
  to.dpr = *dpr;
  return true;
}

bool read_hints(std::string_view text, Transform& to) {
  const std::optional<HintSet> hints = hint_set_from(text);
  if (hints) to.hints = *hints;
  return hints.has_value();
}

bool read_watermark(std::string_view text, Transform& to) {
  const Result<ImageId> id = parse_image_id(text);
  if (id) to.watermark = *id;
  return id.has_value();
}

std::vector<TransformParameter> own_parameters() {
  constexpr std::string_view kSide = "a whole number from 1 to 16383";
  return {
      {"w", "width", ValueKind::kInteger, kSide, [](auto text, auto& to) { return read_side(text, to.width); },
       [](const auto& from) { return number_text(from.width); }},
      {"h", "height", ValueKind::kInteger, kSide, [](auto text, auto& to) { return read_side(text, to.height); },
       [](const auto& from) { return number_text(from.height); }},
      {"fit", "fit", ValueKind::kText, "contain, cover, fill or inside",
       [](auto text, auto& to) { return put(fit_from(text), to.fit); },
       [](const auto& from) { return from.fit ? Text(to_string(*from.fit)) : std::nullopt; }},
      {"focus", "focus", ValueKind::kText, "two numbers from 0 to 1 with a comma between them", read_focus,
       write_focus},
      {"dpr", "dpr", ValueKind::kNumber, "a number from 0.5 to 8", read_dpr,
       [](const auto& from) { return from.dpr == 1 ? std::nullopt : Text(policy::decimal_text(from.dpr)); }},
      {"format", "format", ValueKind::kText, "auto, jpeg, png, webp, avif, gif or jxl", read_format,
       [](const auto& from) { return from.format ? Text(to_string(*from.format)) : std::nullopt; }},
      {"q", "quality", ValueKind::kIntegerOrAuto, "a whole number from 1 to 100, or auto",
       [](auto text, auto& to) { return put(quality_from(text), to.quality); },
       [](const auto& from) { return from.quality ? Text(to_string(*from.quality)) : std::nullopt; }},
      {"hints", "hints", ValueKind::kText, "dpr, width and save-data, or some of them, with commas between them",
       read_hints, [](const auto& from) { return from.hints.any() ? Text(to_text(from.hints)) : std::nullopt; }},
      {"watermark", "watermark", ValueKind::kText, "the id of an image", read_watermark,
       [](const auto& from) { return from.watermark ? Text(from.watermark->str()) : std::nullopt; }},
  };
}

TransformParameter of_operation(const policy::OperationParameter& parameter) {
  return {parameter.name,
          parameter.name,
          parameter.kind,
          parameter.expected,
          [read = parameter.read](std::string_view text, Transform& to) { return read(text, to.operations); },
          [write = parameter.write](const Transform& from) { return write(from.operations); }};
}

std::vector<TransformParameter> all_parameters() {
  std::vector<TransformParameter> all = own_parameters();
  for (const policy::OperationParameter& parameter : policy::operation_parameters())
    all.push_back(of_operation(parameter));
  return all;
}

}  // namespace

std::optional<Format> written_format_from(std::string_view name) {
  const std::optional<Format> format = format_from(name);
  return format && kWritten.contains(*format) && to_string(*format) == name ? format : std::nullopt;
}

FocalPoint rounded(const FocalPoint& focus) { return {to_thousandths(focus.x), to_thousandths(focus.y)}; }

std::span<const TransformParameter> transform_parameters() {
  static const std::vector<TransformParameter> all = all_parameters();
  return all;
}

const TransformParameter* find_parameter(std::string_view name) {
  const auto all = transform_parameters();
  const auto found = std::ranges::find(all, name, &TransformParameter::name);
  return found == all.end() ? nullptr : &*found;
}

Result<Transform> transform_from(std::span<const NamedText> parameters) {
  Transform transform;
  std::set<std::string_view> seen;
  for (const auto& [name, value] : parameters) {
    const std::string shown = name.substr(0, kMaxFieldBytes);
    const TransformParameter* parameter = find_parameter(name);
    if (parameter == nullptr) return fail_parameter(shown, shown + " is not a parameter of this call");
    if (!seen.insert(name).second) return fail_parameter(shown, shown + " is given twice");
    if (!parameter->read(value, transform))
      return fail_parameter(shown, shown + " must be " + std::string(parameter->expected));
  }
  TRY_VOID(check_together(transform));
  return transform;
}

Result<void> check_together(const Transform& transform) {
  const image::Operations& operations = transform.operations;
  if (transform.focus && operations.gravity != Gravity::kFocus)
    return fail_parameter("focus", "focus goes with gravity=focus alone");
  if (!transform.watermark && operations.watermark != image::Watermark{})
    return fail_parameter("watermark", "watermark must be given with the parameters that begin with it");
  return {};
}

Result<void> check_hints(const Transform& transform) {
  const bool lossless = transform.format == Format::kPng || transform.format == Format::kGif;
  if (transform.hints.dpr && !transform.width && !transform.height)
    return fail_parameter("hints", "hints=dpr goes with w or h");
  if (transform.hints.width && !transform.width) return fail_parameter("hints", "hints=width goes with w");
  if (transform.hints.save_data && lossless) return fail_parameter("hints", "hints=save-data goes with lossy formats");
  return {};
}

Result<void> refuse_hints(const Transform& transform) {
  if (transform.hints.any()) return fail_parameter("hints", "hints go with delivery URLs alone");
  return {};
}

Transform for_client(Transform transform, const ClientHints& hints) {
  transform.hints = {};
  if (hints.width && transform.width)
    transform.dpr = static_cast<double>(*hints.width) / *transform.width;
  else if (hints.dpr)
    transform.dpr = *hints.dpr;
  return transform;
}

std::string to_text(const Transform& transform) {
  std::string text;
  for (const TransformParameter& parameter : transform_parameters()) {
    const std::optional<std::string> value = parameter.write(transform);
    if (!value) continue;
    if (!text.empty()) text += '&';
    text.append(parameter.name).append("=").append(*value);
  }
  return text;
}

Result<Transform> transform_from(std::string_view text) {
  std::vector<NamedText> parameters;
  while (!text.empty() || !parameters.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view parameter = text.substr(0, end);
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    parameters.emplace_back(parameter.substr(0, equals),
                            equals == parameter.size() ? std::string_view() : parameter.substr(equals + 1));
    // A name that is none ends it, so that a long text of nothing is not taken apart first.
    if (find_parameter(parameters.back().first) == nullptr || end == text.size()) break;
    text.remove_prefix(end + 1);
  }
  return transform_from(std::span<const NamedText>(parameters));
}

}  // namespace pictor::delivery
