// Any bytes are searched for a gain map without a crash; one that is found is written behind another picture and found
// again, with numbers that say the same and then stay as they are.

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "image/gain_map/gain_map.h"

namespace {

using pictor::Bytes;
using namespace pictor::image;

void require(bool holds) {
  if (!holds) std::abort();
}

/// ISO's fractions hold nine digits.
bool is_near(double a, double b) { return std::abs(a - b) <= 1e-7 * std::max(1.0, std::abs(a)); }

bool say_the_same(const GainMapParameters& a, const GainMapParameters& b) {
  return is_near(a.capacity_min, b.capacity_min) && is_near(a.capacity_max, b.capacity_max) &&
         std::ranges::equal(a.channels, b.channels, [](const GainMapChannel& x, const GainMapChannel& y) {
           return is_near(x.min, y.min) && is_near(x.max, y.max) && is_near(x.gamma, y.gamma) &&
                  is_near(x.offset_sdr, y.offset_sdr) && is_near(x.offset_hdr, y.offset_hdr);
         });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes file(data, size);
  constexpr std::uint8_t kPlain[] = {0xFF, 0xD8, 0xFF, 0xD9};
  // A frame header of one component, and the end.
  constexpr std::uint8_t kMap[] = {0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, 0xFF, 0xD9};
  const auto found = find_gain_map(file, Limits{});
  static_cast<void>(find_gain_map(file, Limits{.max_chunks = 12}));
  if (!found) return 0;
  require(is_sane(found->parameters));
  require(found->file.data() > file.data() && found->file.data() + found->file.size() <= file.data() + file.size());
  const auto written = with_gain_map(kPlain, kMap, found->parameters);
  const auto again = find_gain_map(written, Limits{});
  require(again && say_the_same(again->parameters, found->parameters));
  require(find_gain_map(with_gain_map(kPlain, kMap, again->parameters), Limits{})->parameters == again->parameters);
  return 0;
}
