#include "delivery/picture.h"

#include <algorithm>

namespace pictor::delivery {
namespace {

constexpr std::string_view kOptimized = "optimized";
constexpr std::string_view kPresetPrefix = "preset:";

/// The transform with nothing but what may stand beside a preset.
Transform additions_of(const Transform& transform) {
  return {.focus = transform.focus, .format = transform.format, .hints = transform.hints};
}

Result<Picture> preset_picture_from(std::string_view text) {
  const std::size_t end = std::min(text.find('&'), text.size());
  Picture picture{.preset = preset_from(text.substr(0, end))};
  if (!picture.preset) return fail_parameter("preset", "preset must be a name, or a name, @ and a version");
  if (end < text.size()) picture.transform = TRY(transform_from(text.substr(end + 1)));
  return picture;
}

}  // namespace

std::optional<PresetReference> preset_from(std::string_view text) {
  const std::size_t at = std::min(text.find('@'), text.size());
  PresetReference preset{std::string(text.substr(0, at)), std::nullopt};
  if (at < text.size()) preset.version = policy::integer_from(text.substr(at + 1), 1, kMaxPresetVersion);
  return is_preset_name(preset.name) && to_text(preset) == text ? std::optional(preset) : std::nullopt;
}

std::string to_text(const PresetReference& preset) {
  return preset.version ? preset.name + "@" + std::to_string(*preset.version) : preset.name;
}

std::string to_text(const Picture& picture) {
  const std::string transform = to_text(picture.transform);
  if (!picture.preset) return transform.empty() ? std::string(kOptimized) : transform;
  std::string text = std::string(kPresetPrefix) + to_text(*picture.preset);
  return transform.empty() ? text : text + "&" + transform;
}

Result<Picture> picture_from(std::string_view text) {
  Picture picture;
  if (text.starts_with(kPresetPrefix))
    picture = TRY(preset_picture_from(text.substr(kPresetPrefix.size())));
  else if (text != kOptimized)
    picture.transform = TRY(transform_from(text));
  TRY_VOID(check_together(picture));
  if (to_text(picture) != text)
    return fail_parameter("transform", "the transform has one spelling: " + to_text(picture));
  return picture;
}

Result<void> check_together(const Picture& picture) {
  if (picture.preset && picture.transform != additions_of(picture.transform))
    return fail_parameter("preset", "a preset goes with focus, format and hints alone");
  return picture.preset ? Result<void>() : check_hints(picture.transform);
}

bool needs_no_signature(const Picture& picture) {
  return picture.preset.has_value() || picture.transform == Transform{};
}

bool follows_the_focus(const Transform& transform) {
  return transform.width && transform.height && transform.fit == Fit::kCover &&
         transform.operations.gravity == Gravity::kFocus && !transform.focus;
}

Result<Transform> with_additions(Transform preset, const Transform& additions) {
  if (additions.focus && !follows_the_focus(preset))
    return fail_parameter("focus", "the preset does not crop around the image's focus");
  if (additions.focus) preset.focus = additions.focus;
  if (additions.format) preset.format = additions.format;
  preset.hints = additions.hints;
  TRY_VOID(check_hints(preset));
  return preset;
}

}  // namespace pictor::delivery
