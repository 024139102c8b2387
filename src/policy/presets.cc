#include "policy/presets.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "digest/sha256.h"
#include "policy/operation_parameters.h"

namespace pictor::policy {
namespace {

/// Goes into every spec hash: raised when the same spec is to give other bytes, so that old renditions are not taken
/// for new ones.
constexpr std::string_view kSpecGeneration = "4";
constexpr std::size_t kSpecDigits = 16;

std::string short_hash(const std::string& canonical) {
  return digest::sha256_hex(as_bytes(canonical)).substr(0, kSpecDigits);
}

/// Focal points closer than a thousandth of a side give the same picture, and the same name.
std::string focus_text(const FocalPoint& focus) {
  return std::to_string(std::lround(focus.x * 1000)) + "," + std::to_string(std::lround(focus.y * 1000));
}

/// What a quality of JPEG and WebP is on the scale of `format`: AVIF is usually asked for 60 where they are for 80.
int on_scale_of(Format format, int quality) {
  constexpr int kUsual = 80, kUsualOfAvif = 60, kBest = 100;
  if (format != Format::kAvif) return quality;
  if (quality > kUsual) return kUsualOfAvif + (quality - kUsual) * (kBest - kUsualOfAvif) / (kBest - kUsual);
  return std::max(1, quality * kUsualOfAvif / kUsual);
}

constexpr double kFloorStep = 10;  ///< points of SSIMULACRA 2.1

/// In hundredths of a point.
std::string floor_text(double floor) { return std::to_string(std::lround(floor * 100)); }

}  // namespace

const std::vector<Preset>& default_presets() {
  static const std::vector<Preset> presets = {{"thumb", 150}, {"small", 300}, {"medium", 600}, {"large", 1200}};
  return presets;
}

std::optional<Preset> find_preset(std::string_view name) {
  const auto& presets = default_presets();
  auto found = std::ranges::find(presets, name, &Preset::name);
  return found == presets.end() ? std::nullopt : std::optional(*found);
}

std::vector<Format> preset_formats(const ImageFacts& facts) {
  return {facts.has_alpha ? Format::kPng : Format::kJpeg, Format::kWebp};
}

void set_quality(image::RenditionSpec& spec, const RenditionPolicy& policy, const std::optional<Quality>& asked,
                 Saving saving) {
  spec.quality = 0;
  spec.floor.reset();
  if (spec.format == Format::kPng || spec.format == Format::kGif) return;
  const Quality& wanted = asked ? *asked : policy.thumbnail_quality;
  if (!wanted.fixed) {
    spec.floor = policy.thumbnail_floor - (saving == Saving::kYes ? kFloorStep : 0);
  } else {
    const int usual = asked ? *wanted.fixed : on_scale_of(spec.format, *wanted.fixed);
    spec.quality = saving == Saving::kYes ? std::max(1, usual * 3 / 4) : usual;
  }
}

image::Effort request_effort(Format format) {
  return format == Format::kAvif || format == Format::kWebp ? image::Effort::kFast : image::Effort::kSmall;
}

std::optional<image::RenditionSpec> upgrade_of(const image::RenditionSpec& spec) {
  if (spec.format != Format::kAvif || spec.effort != image::Effort::kFast) return std::nullopt;
  image::RenditionSpec upgraded = spec;
  upgraded.effort = image::Effort::kSmall;
  return upgraded;
}

image::RenditionSpec preset_rendition(const RenditionPolicy& policy, const Preset& preset, Format format) {
  image::RenditionSpec spec{.box_width = preset.longest_side,
                            .box_height = preset.longest_side,
                            .fit = image::Fit::kInside,
                            .format = format,
                            .effort = request_effort(format)};
  set_quality(spec, policy, std::nullopt);
  return spec;
}

image::OptimizeSpec optimize_spec(const RenditionPolicy& policy) {
  image::OptimizeSpec spec;
  spec.max_side = policy.optimized_max_side;
  spec.floor = policy.optimized_floor;
  return spec;
}

image::Plan processing_plan(const RenditionPolicy& policy, const image::Limits& limits, const Image& image) {
  image::Plan plan;
  for (const Preset& preset : default_presets())
    for (Format format : preset_formats(image.facts))
      plan.renditions.push_back(preset_rendition(policy, preset, format));
  if (policy.optimize) plan.optimize = optimize_spec(policy);
  plan.placeholder = true;
  plan.limits = limits;
  return plan;
}

std::string spec_hash(const image::RenditionSpec& spec) {
  std::string canonical = "rendition/";
  canonical.append(kSpecGeneration).append(";box=").append(std::to_string(spec.box_width)).append("x");
  canonical.append(std::to_string(spec.box_height)).append(";fit=").append(pictor::to_string(spec.fit));
  canonical.append(";format=").append(pictor::to_string(spec.format));
  canonical.append(spec.floor ? ";floor=" + floor_text(*spec.floor) : ";q=" + std::to_string(spec.quality));
  canonical.append(spec.effort == image::Effort::kFast ? ";fast" : ";small");
  canonical.append(spec.animated ? ";animated" : ";still");
  if (spec.or_png) canonical.append(";or-png");
  if (spec.fit == image::Fit::kCover && spec.operations.gravity == Gravity::kFocus)
    canonical.append(";focus=").append(focus_text(spec.focus));
  if (const std::string operations = operations_text(spec.operations); !operations.empty())
    canonical.append(";").append(operations);
  if (spec.operations.watermark.version != 0)
    canonical.append(";watermark=").append(std::to_string(spec.operations.watermark.version));
  return short_hash(canonical);
}

std::string spec_hash(const image::OptimizeSpec& spec) {
  std::string canonical = "optimized/";
  canonical.append(kSpecGeneration).append(";side=").append(std::to_string(spec.max_side));
  canonical.append(";floor=").append(floor_text(spec.floor));
  return short_hash(canonical);
}

}  // namespace pictor::policy
