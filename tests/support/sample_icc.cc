#include <lcms2.h>

#include <array>

#include "support/sample_files.h"
#include "support/sample_pattern.h"

namespace pictor::test {
namespace {

FileBytes saved_profile(cmsHPROFILE profile) {
  cmsUInt32Number bytes = 0;
  require(cmsSaveProfileToMem(profile, nullptr, &bytes) != 0);
  FileBytes out(bytes);
  require(cmsSaveProfileToMem(profile, out.data(), &bytes) != 0);
  cmsCloseProfile(profile);
  return out;
}

}  // namespace

FileBytes srgb_icc_profile() { return saved_profile(cmsCreate_sRGBProfile()); }

FileBytes display_p3_icc_profile() {
  const cmsCIExyY white = {0.3127, 0.3290, 1.0};
  const cmsCIExyYTRIPLE primaries = {{0.680, 0.320, 1.0}, {0.265, 0.690, 1.0}, {0.150, 0.060, 1.0}};
  // IEC 61966-2-1: ((x + 0.055) / 1.055)^2.4, x / 12.92 below 0.04045.
  const std::array<cmsFloat64Number, 5> srgb_curve = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, srgb_curve.data());
  std::array<cmsToneCurve*, 3> curves = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves.data());
  cmsFreeToneCurve(curve);
  return saved_profile(profile);
}

}  // namespace pictor::test
