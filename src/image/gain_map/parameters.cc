#include "image/gain_map/parameters.h"

#include <algorithm>
#include <cmath>

namespace pictor::image {
namespace {

constexpr double kMostStops = 64;
constexpr double kMostOffset = 64;
constexpr double kSteepestGamma = 64;

/// False for what is no number too.
bool is_within(double value, double low, double high) { return value >= low && value <= high; }

bool is_sane(const GainMapChannel& channel) {
  return is_within(channel.min, -kMostStops, kMostStops) && is_within(channel.max, channel.min, kMostStops) &&
         is_within(channel.gamma, 1 / kSteepestGamma, kSteepestGamma) &&
         is_within(channel.offset_sdr, -kMostOffset, kMostOffset) &&
         is_within(channel.offset_hdr, -kMostOffset, kMostOffset);
}

}  // namespace

bool is_sane(const GainMapParameters& parameters) {
  return std::ranges::all_of(parameters.channels, [](const GainMapChannel& channel) { return is_sane(channel); }) &&
         is_within(parameters.capacity_min, 0, kMostStops) && parameters.capacity_max > parameters.capacity_min &&
         is_within(parameters.capacity_max, 0, kMostStops);
}

}  // namespace pictor::image
