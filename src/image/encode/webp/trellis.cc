#include "image/encode/webp/trellis.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "image/encode/webp/block_kernels.h"

namespace pictor::image::vp8 {
namespace {

using Cost = std::int64_t;
constexpr Cost kNever = std::numeric_limits<Cost>::max() / 4;

/// The stations behind a place: a zero, a one, more.
constexpr int kStations = 3;

struct Step {
  std::array<std::int16_t, kStations> level;
  std::array<std::uint8_t, kStations> from;
};

/// One block's search. Costs are less that of the errors of a block of zeros.
class Search {
 public:
  Search(const Quantiser& quantiser, const TokenRates& rates, const BlockPlace& place, const std::int16_t* magnitudes,
         const std::int16_t* nearest)
      : quantiser_(quantiser), rates_(rates), place_(place), magnitudes_(magnitudes), nearest_(nearest) {}

  /// Considers levels up to the place `last`.
  void run(int last) {
    const auto& start = rates_.of(place_.kind, place_.first)[place_.context];
    best_ = start[kEndOfBlock];
    for (int n = place_.first; n <= last; ++n) {
      if (n == place_.first) {
        begin(start);
      } else {
        advance(n);
      }
      end_behind(n);
    }
  }

  Cost best() const { return best_; }

  /// The levels' magnitudes on the cheapest way.
  void trace(CodedBlock& coded) const {
    coded.end = static_cast<std::uint8_t>(end_);
    int station = end_station_;
    for (int n = end_ - 1; n >= place_.first; --n) {
      coded.levels[n] = steps_[n].level[station];
      station = steps_[n].from[station];
    }
  }

 private:
  /// What errors are worth with a level, less what they are worth without.
  Cost gain(int n, int level) const {
    const int value = level * quantiser_.step[n];
    return (Cost{value} * (value - 2 * magnitudes_[n]) * quantiser_.worth[n]) >> kWorthShift;
  }

  void put(int n, int level, Cost cost, int from) {
    const int station = std::min(level, 2);
    if (cost >= next_[station]) return;
    next_[station] = cost;
    steps_[n].level[station] = static_cast<std::int16_t>(level);
    steps_[n].from[station] = static_cast<std::uint8_t>(from);
  }

  template <class Reach>
  void try_levels(int n, const Reach& reach) {
    next_ = {kNever, kNever, kNever};
    reach(0, 0);
    const int nearest = nearest_[n];
    for (int level = std::max(1, nearest - 1); level <= nearest; ++level)
      reach(level, gain(n, level) + fixed_cost(level));
    costs_ = next_;
  }

  void begin(const std::array<std::int32_t, kTokens>& start) {
    const int n = place_.first;
    try_levels(n, [&](int level, Cost own) { put(n, level, start[token_of(level)] + own, 0); });
  }

  void advance(int n) {
    const auto& rates = rates_.of(place_.kind, n);
    try_levels(n, [&](int level, Cost own) {
      const Token token = token_of(level);
      Cost least = costs_[0] + rates[kAfterZero][token];
      int from = 0;
      for (int station = 1; station < kStations; ++station) {
        const Cost cost = costs_[station] + rates[station][token];
        if (cost < least) {
          least = cost;
          from = station;
        }
      }
      put(n, level, least + own, from);
    });
  }

  void end_behind(int n) {
    for (int station = 1; station < kStations; ++station) {
      const Cost end = n == kBlockSize - 1 ? 0 : rates_.of(place_.kind, n + 1)[station][kEndOfBlock];
      if (costs_[station] + end < best_) {
        best_ = costs_[station] + end;
        end_ = n + 1;
        end_station_ = station;
      }
    }
  }

  const Quantiser& quantiser_;
  const TokenRates& rates_;
  const BlockPlace& place_;
  const std::int16_t* magnitudes_;
  const std::int16_t* nearest_;
  std::array<Cost, kStations> costs_{};
  std::array<Cost, kStations> next_{};
  Cost best_ = 0;
  int end_ = 0;
  int end_station_ = 0;
  std::array<Step, kBlockSize> steps_;
};

Cost worth_of_zeros(const std::int16_t* magnitudes, const Quantiser& quantiser, int first) {
  Cost sum = 0;
  for (int n = first; n < kBlockSize; ++n) {
    sum += Cost{magnitudes[n]} * magnitudes[n] * quantiser.worth[n];
  }
  return sum >> kWorthShift;
}

}  // namespace

std::int64_t choose_levels(const std::int16_t* coefficients, const Quantiser& quantiser, const TokenRates& rates,
                           const BlockPlace& place, CodedBlock& coded, std::int16_t* dequantised) {
  alignas(32) std::int16_t magnitudes[kBlockSize];
  alignas(32) std::int16_t nearest[kBlockSize];
  const std::uint32_t nonzero =
      nearest_levels(coefficients, quantiser.reciprocal.data(), magnitudes, nearest) >> place.first << place.first;
  Search search(quantiser, rates, place, magnitudes, nearest);
  search.run(std::bit_width(nonzero) - 1);
  search.trace(coded);
  coded.context = static_cast<std::uint8_t>(place.context);
  std::fill_n(dequantised, kBlockSize, std::int16_t{0});
  for (int n = place.first; n < coded.end; ++n) {
    const int natural = kZigzag[n];
    if (coefficients[natural] < 0) coded.levels[n] = static_cast<std::int16_t>(-coded.levels[n]);
    dequantised[natural] = static_cast<std::int16_t>(coded.levels[n] * quantiser.step[n]);
  }
  return search.best() + worth_of_zeros(magnitudes, quantiser, place.first);
}

}  // namespace pictor::image::vp8
