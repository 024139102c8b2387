#include "image/decode/jpeg/unstuff.h"

// Positions in a vector are counted in its bits: vectors of a size known at compile time, so no SVE, no RVV.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/decode/jpeg/unstuff.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pictor::image::jpeg::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

Unstuffed Unstuff(Bytes in, std::span<std::uint8_t> out) {
  const hn::CappedTag<std::uint8_t, kUnstuffSlack> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto all_ones = hn::Set(d, 0xFF);
  const std::size_t end = out.size() - kUnstuffSlack;
  std::size_t from = 0;
  std::size_t to = 0;
  while (from < in.size() && to < end) {
    std::size_t copied = 0;
    bool found = in[from] == 0xFF;
    if (!found && in.size() - from >= lanes) {
      const auto bytes = hn::LoadU(d, in.data() + from);
      hn::StoreU(bytes, d, out.data() + to);
      const auto first = hn::FindFirstTrue(d, hn::Eq(bytes, all_ones));
      found = first >= 0;
      copied = found ? static_cast<std::size_t>(first) : lanes;
    } else if (!found) {
      out[to] = in[from];
      copied = 1;
    }
    from += copied;
    to += copied;
    if (!found) continue;
    if (from + 1 >= in.size()) break;
    if (in[from + 1] != 0) return {from, to, true};
    out[to++] = 0xFF;
    from += 2;
  }
  return {from, to, false};
}

}  // namespace pictor::image::jpeg::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pictor::image::jpeg {

HWY_EXPORT(Unstuff);

Unstuffed unstuff(Bytes in, std::span<std::uint8_t> out) { return HWY_DYNAMIC_DISPATCH(Unstuff)(in, out); }

}  // namespace pictor::image::jpeg
#endif
