#include "image/color/icc_profile.h"

#include <lcms2.h>

#include <array>
#include <cmath>
#include <cstdlib>

#include "image/color/srgb_curve.h"

namespace pictor::image {
namespace {

std::optional<ColorModel> model_of(cmsHPROFILE profile) {
  switch (cmsGetColorSpace(profile)) {
    case cmsSigGrayData:
      return ColorModel::kGrey;
    case cmsSigRgbData:
      return ColorModel::kRgb;
    case cmsSigCmykData:
      return ColorModel::kCmyk;
    default:
      return std::nullopt;
  }
}

/// Profiles of other classes (links, abstract, named colours) do not describe the samples of a picture.
bool describes_a_device(cmsHPROFILE profile) {
  const cmsProfileClassSignature kind = cmsGetDeviceClass(profile);
  return kind == cmsSigInputClass || kind == cmsSigDisplayClass || kind == cmsSigOutputClass ||
         kind == cmsSigColorSpaceClass;
}

struct FreeCurve {
  void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using Curve = std::unique_ptr<cmsToneCurve, FreeCurve>;

Curve srgb_curve() {
  // IEC 61966-2-1 as lcms's parametric curve 4: ((x + 0.055) / 1.055) ^ 2.4 above 0.04045, x / 12.92 below.
  const std::array<cmsFloat64Number, 5> parameters = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return Curve(cmsBuildParametricToneCurve(nullptr, 4, parameters.data()));
}

/// sRGB's primaries as profiles state them: XYZ, adapted from D65 to D50 by Bradford's matrix.
constexpr cmsCIEXYZ kSrgbColorants[] = {
    {0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}};

bool is_near(const cmsCIEXYZ& a, const cmsCIEXYZ& b) {
  constexpr double kTolerance = 0.002;  // rounding and D50's of several vintages
  return std::abs(a.X - b.X) < kTolerance && std::abs(a.Y - b.Y) < kTolerance && std::abs(a.Z - b.Z) < kTolerance;
}

bool is_srgb_curve(const cmsToneCurve* curve) {
  constexpr int kSteps = 32;
  for (int step = 0; step <= kSteps; ++step) {
    const double code = step / double{kSteps};
    const double linear = cmsEvalToneCurveFloat(curve, static_cast<float>(code));
    if (!(std::abs(encode_srgb(linear) - code) <= 1.0 / 255)) return false;  // also where it is no number
  }
  return true;
}

}  // namespace

bool IccProfile::has_srgb_primaries_and_curves() const {
  constexpr cmsTagSignature kColorants[] = {cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag};
  constexpr cmsTagSignature kCurves[] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
  if (model_ != ColorModel::kRgb || !cmsIsMatrixShaper(handle())) return false;
  // lcms prefers tables where a profile has both.
  if (cmsIsTag(handle(), cmsSigAToB0Tag) || cmsIsTag(handle(), cmsSigAToB1Tag)) return false;
  for (int i = 0; i < 3; ++i) {
    const auto* colorant = static_cast<const cmsCIEXYZ*>(cmsReadTag(handle(), kColorants[i]));
    const auto* curve = static_cast<const cmsToneCurve*>(cmsReadTag(handle(), kCurves[i]));
    if (!colorant || !curve || !is_near(*colorant, kSrgbColorants[i]) || !is_srgb_curve(curve)) return false;
  }
  return true;
}

void IccProfile::Closer::operator()(void* profile) const { cmsCloseProfile(profile); }

std::optional<IccProfile> IccProfile::parse(Bytes bytes) {
  if (bytes.empty() || bytes.size() > kMaxBytes) return std::nullopt;
  cmsHPROFILE handle = cmsOpenProfileFromMem(bytes.data(), static_cast<cmsUInt32Number>(bytes.size()));
  if (!handle) return std::nullopt;
  const std::optional<ColorModel> model = model_of(handle);
  IccProfile profile(handle, model.value_or(ColorModel::kRgb));
  if (!model || !describes_a_device(handle)) return std::nullopt;
  return profile;
}

IccProfile IccProfile::srgb() {
  cmsHPROFILE handle = cmsCreate_sRGBProfile();
  if (!handle) std::abort();  // built from constants: only exhausted memory fails it
  return {handle, ColorModel::kRgb};
}

std::optional<IccProfile> IccProfile::from_primaries(const Chromaticities& primaries, std::optional<double> gamma) {
  const cmsCIExyY white = {primaries.white_x, primaries.white_y, 1};
  const cmsCIExyYTRIPLE corners = {{primaries.red_x, primaries.red_y, 1},
                                   {primaries.green_x, primaries.green_y, 1},
                                   {primaries.blue_x, primaries.blue_y, 1}};
  const Curve curve = gamma ? Curve(cmsBuildGamma(nullptr, *gamma)) : srgb_curve();
  if (!curve) return std::nullopt;
  const std::array<cmsToneCurve*, 3> curves = {curve.get(), curve.get(), curve.get()};
  cmsHPROFILE handle = cmsCreateRGBProfile(&white, &corners, curves.data());
  if (!handle) return std::nullopt;
  return IccProfile(handle, ColorModel::kRgb);
}

}  // namespace pictor::image
