#include "image/color/gamut.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <vector>

namespace pictor::image {
namespace {

/// SMPTE EG 432-1 with the white of D65; the curve is sRGB's (W3C CSS Color 4, display-p3).
constexpr Chromaticities kDisplayP3 = {
    .red_x = 0.680, .red_y = 0.320, .green_x = 0.265, .green_y = 0.690, .blue_x = 0.150, .blue_y = 0.060};

IccProfile made_of(const Chromaticities& primaries, std::optional<double> gamma) {
  std::optional<IccProfile> profile = IccProfile::from_primaries(primaries, gamma);
  if (!profile) std::abort();  // built from constants: only exhausted memory fails it
  return *std::move(profile);
}

struct DeleteTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Transform = std::unique_ptr<void, DeleteTransform>;

Transform transform_between(const IccProfile& from, const IccProfile& to, cmsUInt32Number format,
                            cmsUInt32Number flags = 0) {
  return Transform(cmsCreateTransform(from.handle(), format, to.handle(), format, INTENT_RELATIVE_COLORIMETRIC, flags));
}

std::vector<std::uint8_t> saved(const IccProfile& profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile.handle(), nullptr, &size);
  std::vector<std::uint8_t> bytes(size);
  if (size == 0 || cmsSaveProfileToMem(profile.handle(), bytes.data(), &size) == 0) std::abort();
  // The time of its making (ICC.1, 7.2.8) would make equal pictures different files.
  constexpr std::ptrdiff_t kTime = 24, kTimeBytes = 12;
  constexpr std::array<std::uint8_t, kTimeBytes> kThen = {0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0};  // 2026-01-01
  std::ranges::copy(kThen, bytes.begin() + kTime);
  return bytes;
}

}  // namespace

const IccProfile& profile_of(Gamut gamut) {
  static const IccProfile srgb = IccProfile::srgb();  // lcms guards what it caches in a profile with a mutex
  static const IccProfile display_p3 = made_of(kDisplayP3, std::nullopt);
  return gamut == Gamut::kSrgb ? srgb : display_p3;
}

Bytes display_p3_icc() {
  static const std::vector<std::uint8_t> bytes = saved(profile_of(Gamut::kDisplayP3));
  return bytes;
}

bool exceeds_srgb(const IccProfile& profile) {
  if (profile.model() != ColorModel::kRgb) return false;
  // Unbounded: light of a primary outside sRGB has components below 0 or above 1.
  static const IccProfile linear_srgb = made_of({}, 1.0);
  const Transform transform = transform_between(profile, linear_srgb, TYPE_RGB_DBL, cmsFLAGS_NOOPTIMIZE);
  if (!transform) return false;
  constexpr double kTolerance = 0.02;  // the many profiles of sRGB differ by as much
  constexpr std::array<std::array<double, 3>, 3> kPrimaries = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  return std::ranges::any_of(kPrimaries, [&](const std::array<double, 3>& primary) {
    std::array<double, 3> light{};
    cmsDoTransform(transform.get(), primary.data(), light.data(), 1);
    return std::ranges::any_of(light, [](double level) { return level < -kTolerance || level > 1 + kTolerance; });
  });
}

Picture in_gamut(const PictureView& picture, Gamut gamut) {
  Picture converted(picture.width, picture.height, picture.channels);
  converted.set_gamut(gamut);
  const cmsUInt32Number format = picture.channels == 4 ? TYPE_RGBA_8 : TYPE_RGB_8;
  const Transform transform =
      transform_between(profile_of(picture.gamut), profile_of(gamut), format, cmsFLAGS_COPY_ALPHA);
  if (!transform) std::abort();  // both profiles are ours
  cmsDoTransform(transform.get(), picture.pixels, converted.pixels().data(),
                 static_cast<cmsUInt32Number>(picture.width) * static_cast<cmsUInt32Number>(picture.height));
  return converted;
}

Color in_gamut(const Color& srgb, Gamut gamut) {
  if (gamut == Gamut::kSrgb) return srgb;
  const std::array<std::uint8_t, 3> pixel = {srgb.red, srgb.green, srgb.blue};
  const Picture converted = in_gamut(PictureView{.pixels = pixel.data(), .width = 1, .height = 1}, gamut);
  const std::uint8_t* to = converted.view().pixels;
  return {to[0], to[1], to[2], srgb.alpha};
}

}  // namespace pictor::image
