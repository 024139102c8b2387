#include "image/encode/webp/segmentation.h"

#include <algorithm>
#include <cmath>

namespace pictor::image::vp8 {
namespace {

/// Business is counted in bins.
constexpr int kBins = 128;
constexpr int kBinsPerPower = 8;

int variance(const std::uint8_t* block) {
  int sum = 0;
  int squares = 0;
  for (int i = 0; i < kBlockSize; ++i) {
    sum += block[i];
    squares += block[i] * block[i];
  }
  return kBlockSize * squares - sum * sum;  // times 256
}

/// Of the mean deviation in blocks of luma.
int business_bin(const std::uint8_t* macroblock) {
  float sum = 0;
  for (int i = 0; i < kLumaBlocks; ++i) {
    sum += std::sqrt(static_cast<float>(variance(macroblock + std::ptrdiff_t{kBlockSize} * i)));
  }
  const float deviation = sum / (kLumaBlocks * kBlockSize);
  const float power = std::log2(1 + deviation * deviation);
  return std::min(kBins - 1, static_cast<int>(kBinsPerPower * power));
}

using Histogram = std::array<int, kBins>;
using Centres = std::array<double, kSegments>;

int nearest_centre(const Centres& centres, double bin) {
  int best = 0;
  for (int i = 1; i < kSegments; ++i) {
    if (std::abs(bin - centres[i]) < std::abs(bin - centres[best])) best = i;
  }
  return best;
}

/// One step of k-means.
Centres settled(const Histogram& histogram, const Centres& centres) {
  Centres sums{};
  Centres counts{};
  for (int bin = 0; bin < kBins; ++bin) {
    const int i = nearest_centre(centres, bin);
    sums[i] += static_cast<double>(bin) * histogram[bin];
    counts[i] += histogram[bin];
  }
  Centres made = centres;
  for (int i = 0; i < kSegments; ++i) {
    if (counts[i] > 0) made[i] = sums[i] / counts[i];
  }
  return made;
}

Centres centres_of(const Histogram& histogram) {
  int low = 0;
  int high = kBins - 1;
  while (histogram[low] == 0) ++low;
  while (histogram[high] == 0) --high;
  Centres centres;
  for (int i = 0; i < kSegments; ++i) centres[i] = low + (high - low) * (2 * i + 1) / (2.0 * kSegments);
  constexpr int kRounds = 8;
  for (int round = 0; round < kRounds; ++round) centres = settled(histogram, centres);
  return centres;
}

}  // namespace

Segmentation segmentation_of(const SourceMacroblocks& source) {
  const int count = source.wide() * source.high();
  Segmentation made{.of = std::vector<std::uint8_t>(count)};
  Histogram histogram{};
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    const int bin = business_bin(source.at(i % source.wide(), i / source.wide()));
    made.of[i] = static_cast<std::uint8_t>(bin);
    ++histogram[bin];
    sum += bin;
  }
  const Centres centres = centres_of(histogram);
  for (std::uint8_t& segment : made.of) segment = static_cast<std::uint8_t>(nearest_centre(centres, segment));
  for (int i = 0; i < kSegments; ++i) made.business[i] = (centres[i] - sum / count) / kBinsPerPower;
  return made;
}

}  // namespace pictor::image::vp8
