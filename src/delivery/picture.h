#pragma once
// Which picture a delivery URL names, and how that is spelled: `optimized`, `preset:card@2&format=webp`,
// `w=800&fit=cover`.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "delivery/cache_tags.h"
#include "delivery/transform.h"

namespace pictor::delivery {

inline constexpr int kMaxPresetVersion = 999'999;

/// A named transform: at one version for ever, or at whichever is the newest.
struct PresetReference {
  std::string name;
  std::optional<int> version;
  bool operator==(const PresetReference&) const = default;
};
/// `card`, `card@2`: the only spelling of each, another one is nullopt.
std::optional<PresetReference> preset_from(std::string_view text);
std::string to_text(const PresetReference& preset);

/// What is between the version and the signature of a delivery URL.
struct Picture {
  std::optional<PresetReference> preset;
  Transform transform;  ///< beside a preset `focus`, `format` and `hints` alone; nothing set and no preset: the
                        ///< optimized version
  bool operator==(const Picture&) const = default;
};

/// The canonical text, without percent-encoding.
std::string to_text(const Picture& picture);
/// Reads the canonical text alone: parameters that are unknown, repeated, in another order, spelled otherwise or at
/// their default are refused. Errors: kInvalidParameter. Pure; safe on hostile text.
Result<Picture> picture_from(std::string_view text);

/// Errors: kInvalidParameter for what does not go with a preset, or hints that change nothing of the transform.
Result<void> check_together(const Picture& picture);

/// Whether the picture is one of the few that a public image has without a signature: its optimized version, or a
/// preset.
bool needs_no_signature(const Picture& picture);

/// Whether the transform crops around the image's own focal point, which may change while its bytes do not.
bool follows_the_focus(const Transform& transform);

/// A preset's transform with what the URL adds. A preset's own hints are those that its URLs may name: without a name
/// in the URL it follows none. Errors: kInvalidParameter for a focus that the preset does not crop by, or hints that
/// change nothing of it.
Result<Transform> with_additions(Transform preset, const Transform& additions);

}  // namespace pictor::delivery
