#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/plan.h"
#include "model/image.h"
#include "model/quality.h"

namespace pictor::policy {

/// A named size. Each is made as JPEG (PNG where there is alpha) and as WebP.
struct Preset {
  std::string name;
  int longest_side = 0;  ///< pixels; fit inside, never enlarged
  int version = 1;       ///< raised when it makes other pictures of the same images
};

/// `thumb` 150, `small` 300, `medium` 600, `large` 1200.
const std::vector<Preset>& default_presets();
std::optional<Preset> find_preset(std::string_view name);

/// The two formats a preset is made in for such an image: the one every client shows first, then WebP.
std::vector<Format> preset_formats(const ImageFacts& facts);

/// How hard an image is worked on and how good the results must be.
struct RenditionPolicy {
  /// Of presets, and of requests that name none; a number is on the scale of JPEG and WebP. `auto` saves bytes for
  /// three times the work (ADR 10).
  Quality thumbnail_quality{.fixed = 80};
  double thumbnail_floor = image::kThumbnailFloor;
  bool optimize = true;
  int optimized_max_side = 2048;
  double optimized_floor = image::kOptimizeFloor;
  bool jxl_output = false;  ///< renditions may be asked for in JPEG XL
};

/// Whether bytes matter more than usual to who asks: quality is a step lower.
enum class Saving { kNo, kYes };

/// What decides the quality of `spec`: a number that was asked for is on the scale of its format; nullopt is the
/// policy's. Nothing where its format is lossless, so that one picture has one name. A step lower is three quarters of
/// a number, and a floor ten points down.
void set_quality(image::RenditionSpec& spec, const RenditionPolicy& policy, const std::optional<Quality>& asked,
                 Saving saving = Saving::kNo);

/// How hard a rendition is worked on while somebody waits. AVIF's small effort takes seconds where its fast one takes
/// parts of one; WebP's takes a third more time than its fast one for 1 % fewer bytes at equal SSIMULACRA2
/// (bench/webp-encode).
image::Effort request_effort(Format format);
/// What a stored rendition is made again as when nobody waits: AVIF of fast effort with small effort. nullopt: it is
/// final as it is.
std::optional<image::RenditionSpec> upgrade_of(const image::RenditionSpec& spec);
image::RenditionSpec preset_rendition(const RenditionPolicy& policy, const Preset& preset, Format format);
image::OptimizeSpec optimize_spec(const RenditionPolicy& policy);

/// Everything made of a new upload: all presets in their formats, the optimized version, the placeholder.
image::Plan processing_plan(const RenditionPolicy& policy, const image::Limits& limits, const Image& image);

/// Canonical name of a rendition: equal specs have equal names. 16 hex digits.
std::string spec_hash(const image::RenditionSpec& spec);
/// The name under which the optimized version is kept.
std::string spec_hash(const image::OptimizeSpec& spec);

}  // namespace pictor::policy
