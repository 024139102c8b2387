#include "image/decode/jpeg/lost_energy.h"

// Eight coefficients make a row: vectors of a size known at compile time, so no SVE, no RVV.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/decode/jpeg/lost_energy.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::jpeg::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

float LostEnergy(const std::int16_t* coefficients, const float* weights) {
  const hn::CappedTag<float, 8> d;
  const hn::RebindToSigned<decltype(d)> ints;
  const hn::Rebind<std::int16_t, decltype(d)> narrow;
  auto sum = hn::Zero(d);
  for (std::size_t i = 0; i < 64; i += hn::Lanes(d)) {
    const auto weighted =
        hn::Mul(hn::ConvertTo(d, hn::PromoteTo(ints, hn::LoadU(narrow, coefficients + i))), hn::LoadU(d, weights + i));
    sum = hn::MulAdd(weighted, weighted, sum);
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

}  // namespace pictor::image::jpeg::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image::jpeg {

HWY_EXPORT(LostEnergy);

float lost_energy(const std::int16_t* coefficients, const float* weights) {
  return HWY_DYNAMIC_DISPATCH(LostEnergy)(coefficients, weights);
}

}  // namespace pictor::image::jpeg
#endif
