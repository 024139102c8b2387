#include "image/color/color_conversion.h"

#include <lcms2.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "image/color/gamut.h"
#include "image/color/sample_depth.h"
#include "image/color/uncalibrated_ink.h"

namespace pictor::image {
namespace {

cmsUInt32Number color_space(ColorModel model) {
  switch (model) {
    case ColorModel::kGrey:
      return PT_GRAY;
    case ColorModel::kRgb:
      return PT_RGB;
    case ColorModel::kCmyk:
      return PT_CMYK;
  }
  std::abort();
}

int color_samples(ColorModel model) {
  switch (model) {
    case ColorModel::kGrey:
      return 1;
    case ColorModel::kRgb:
      return 3;
    case ColorModel::kCmyk:
      return 4;
  }
  std::abort();
}

/// lcms's word for a layout; samples beyond the colour are stepped over. `model` is the profile's: grey that is there
/// three times also fits an RGB profile.
cmsUInt32Number format_of(SampleLayout layout, ColorModel model) {
  const int colors = color_samples(model);
  return COLORSPACE_SH(color_space(model)) | CHANNELS_SH(colors) | EXTRA_SH(layout.channels - colors) |
         BYTES_SH(layout.bytes) | FLAVOR_SH(layout.inverted ? 1 : 0);
}

bool fits(ColorModel profile, SampleLayout samples) {
  if (profile == samples.model) return true;
  return profile == ColorModel::kRgb && samples.model == ColorModel::kGrey && samples.channels >= 3;
}

void* make_transform(const IccProfile& profile, SampleLayout from, int to_channels, Gamut gamut) {
  const SampleLayout to = {.model = ColorModel::kRgb, .channels = to_channels};
  const int intent = profile.model() == ColorModel::kCmyk ? INTENT_PERCEPTUAL : INTENT_RELATIVE_COLORIMETRIC;
  // A matrix maps black to black by itself; lcms would build further transforms to find that out.
  const cmsUInt32Number flags = cmsIsMatrixShaper(profile.handle()) ? 0 : cmsFLAGS_BLACKPOINTCOMPENSATION;
  return cmsCreateTransform(profile.handle(), format_of(from, profile.model()), profile_of(gamut).handle(),
                            format_of(to, ColorModel::kRgb), intent, flags);
}

/// Steps of a colour component that changes_colors() asks about.
constexpr int kSteps = 9;

std::uint8_t level_of(int step) { return static_cast<std::uint8_t>(step * 255 / (kSteps - 1)); }

/// Colours all over the cube, or along the grey axis.
std::vector<std::array<std::uint8_t, 3>> sample_colors(bool grey) {
  std::vector<std::array<std::uint8_t, 3>> colors;
  for (int red = 0; red < kSteps; ++red) {
    for (int green = 0; green < kSteps; ++green) {
      for (int blue = 0; blue < kSteps; ++blue) {
        if (grey && (green != red || blue != red)) continue;
        colors.push_back({level_of(red), level_of(green), level_of(blue)});
      }
    }
  }
  return colors;
}

/// One pixel of a grey or RGB layout, opaque.
void write_pixel(const std::array<std::uint8_t, 3>& color, SampleLayout layout, std::uint8_t* to) {
  for (int channel = 0; channel < layout.channels; ++channel) {
    const std::uint8_t level = channel < 3 ? color[channel] : 255;
    for (int byte = 0; byte < layout.bytes; ++byte) *to++ = level;  // a level of 16 bits is one of 8 twice
  }
}

/// Whether `transform` does anything that one can see: asked of its effect, because the many sRGB profiles in use
/// differ in everything else (version, table or formula, name).
bool changes_colors(void* transform, SampleLayout from, int to_channels) {
  if (from.model == ColorModel::kCmyk) return true;
  const auto colors = sample_colors(from.model == ColorModel::kGrey);
  const std::size_t pixel_bytes = static_cast<std::size_t>(from.channels) * from.bytes;
  std::vector<std::uint8_t> before(colors.size() * pixel_bytes);
  std::vector<std::uint8_t> after(colors.size() * to_channels);
  for (std::size_t i = 0; i < colors.size(); ++i) write_pixel(colors[i], from, &before[i * pixel_bytes]);
  cmsDoTransform(transform, before.data(), after.data(), static_cast<cmsUInt32Number>(colors.size()));
  for (std::size_t i = 0; i < colors.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      if (std::abs(colors[i][c] - after[i * to_channels + c]) > 1) return true;
    }
  }
  return false;
}

}  // namespace

void ColorConversion::Deleter::operator()(void* transform) const { cmsDeleteTransform(transform); }

ColorConversion::ColorConversion(const std::optional<IccProfile>& profile, SampleLayout from, int to_channels,
                                 Gamut widest)
    : from_(from), to_channels_(to_channels) {
  if (!profile || !fits(profile->model(), from) || profile->has_srgb_primaries_and_curves()) return;
  if (widest == Gamut::kDisplayP3 && exceeds_srgb(*profile)) gamut_ = widest;
  transform_.reset(make_transform(*profile, from, to_channels, gamut_));
  if (transform_ && !changes_colors(transform_.get(), from, to_channels)) transform_.reset();
}

void ColorConversion::apply(const void* from, std::uint8_t* to, std::size_t pixels) const {
  if (!transform_) return without_profile(from, to, pixels);
  cmsDoTransform(transform_.get(), from, to, static_cast<cmsUInt32Number>(pixels));
  if (to_channels_ == 4 && from != to) copy_alpha(from, to, pixels);
}

void ColorConversion::without_profile(const void* from, std::uint8_t* to, std::size_t pixels) const {
  const std::size_t samples = pixels * static_cast<std::size_t>(from_.channels);
  if (from_.model == ColorModel::kCmyk) {
    ink_to_srgb({static_cast<const std::uint8_t*>(from), samples}, from_.inverted, to);
  } else if (from_.bytes == 2) {
    round_to_8_bits({static_cast<const std::uint16_t*>(from), samples}, from_.channels, to, to_channels_);
  } else if (from != to) {
    std::memcpy(to, from, samples);
  }
}

void ColorConversion::copy_alpha(const void* from, std::uint8_t* to, std::size_t pixels) const {
  for (std::size_t i = 3; i < pixels * 4; i += 4) {
    to[i] = from_.bytes == 2 ? round_to_8_bits(static_cast<const std::uint16_t*>(from)[i])
                             : static_cast<const std::uint8_t*>(from)[i];
  }
}

}  // namespace pictor::image
