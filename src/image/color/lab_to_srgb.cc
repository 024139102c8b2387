#include "image/color/lab_to_srgb.h"

#include <lcms2.h>

#include <cstdlib>

#include "image/color/gamut.h"

namespace pictor::image {
namespace {

struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};

}  // namespace

void LabToSrgb::Deleter::operator()(void* transform) const { cmsDeleteTransform(transform); }

LabToSrgb::LabToSrgb() {
  const std::unique_ptr<void, CloseProfile> lab(cmsCreateLab4Profile(nullptr));
  transform_.reset(cmsCreateTransform(lab.get(), TYPE_Lab_16, profile_of(Gamut::kSrgb).handle(), TYPE_RGB_8,
                                      INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION));
  if (!transform_) std::abort();  // built from constants: only exhausted memory fails it
}

void LabToSrgb::apply(const std::uint16_t* lab, std::uint8_t* rgb, std::size_t pixels) const {
  cmsDoTransform(transform_.get(), lab, rgb, static_cast<cmsUInt32Number>(pixels));
}

}  // namespace pictor::image
