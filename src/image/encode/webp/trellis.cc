#include "image/encode/webp/trellis.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace pictor::image::vp8 {
namespace {

using Cost = std::int64_t;
constexpr Cost kNever = std::numeric_limits<Cost>::max() / 4;

/// The stations behind a place of the scan: a zero, a one, more. Their numbers are those of the contexts that they are
/// for what follows, but for the zero's.
enum Station : std::uint8_t { kBehindZero, kBehindOne, kBehindMore };
constexpr int kStations = 3;
constexpr std::array<int, kStations> kRows = {kAfterZero * kTokens, 1 * kTokens, 2 * kTokens};

/// The cheapest ways to the stations behind a place.
struct Step {
  Station from[kStations];
  std::int16_t more;  ///< the level that leads to kBehindMore
};

/// The cheapest way to tell a token here, from the stations behind the place before.
struct Reach {
  Cost cost;
  Station from;
};

/// One block's search. Costs are less that of the errors of a block of zeros.
class Search {
 public:
  Search(const TransformedBlock& block, const Quantiser& quantiser, const TokenRates& rates, const BlockPlace& place)
      : block_(block),
        quantiser_(quantiser),
        rates_(rates),
        place_(place),
        best_(rates.at(place.kind, place.first)[kTokens * place.context + kEndOfBlock]) {}

  /// Considers levels up to the place `last`.
  void run(int last) {
    const std::uint16_t* rates = rates_.at(place_.kind, place_.first);
    const std::uint16_t* start = rates + std::ptrdiff_t{kTokens} * place_.context;
    int n = place_.first;
    advance(n, n == 0 ? quantiser_.dc_step : quantiser_.ac_step,
            [start](int token) { return Reach{start[token], kBehindZero}; });
    while (true) {
      const std::uint16_t* next = rates_.at(place_.kind, n + 1);
      end_behind(n, next);
      if (n++ == last) return;
      advance(n, quantiser_.ac_step, [next, this](int token) { return reach(next, token); });
    }
  }

  Cost best() const { return best_; }
  int end() const { return end_; }

  /// Hands the magnitudes on the cheapest way, from the last, to `take`.
  template <class Take>
  void trace(const Take& take) const {
    Station station = end_station_;
    for (int n = end_ - 1; n >= place_.first; --n) {
      take(n, station == kBehindMore ? steps_[n].more : station);
      station = steps_[n].from[station];
    }
  }

 private:
  Reach reach(const std::uint16_t* rates, int token) const {
    Reach best{costs_[kBehindZero] + rates[kRows[kBehindZero] + token], kBehindZero};
    for (const Station station : {kBehindOne, kBehindMore}) {
      const Cost cost = costs_[station] + rates[kRows[station] + token];
      best.from = cost < best.cost ? station : best.from;
      best.cost = std::min(cost, best.cost);
    }
    return best;
  }

  /// What errors are worth with a level, less what they are worth without; and the level's own bits.
  Cost own_cost(int n, int level, int step) const {
    const int value = level * step;
    return ((Cost{value} * (value - 2 * block_.magnitudes[n]) * quantiser_.worth) >> kWorthShift) +
           kFixedCosts.data()[level];
  }

  template <class Reacher>
  void advance(int n, int step, const Reacher& reacher) {
    const int nearest = block_.nearest[n];
    Step& way = steps_[n];
    const Reach zero = reacher(kZero);
    Cost one = kNever;
    Cost more = kNever;
    if (nearest == 1 || nearest == 2) {
      const Reach to = reacher(kOne);
      one = to.cost + own_cost(n, 1, step);
      way.from[kBehindOne] = to.from;
    }
    for (int level = std::max(2, nearest - 1); level <= nearest; ++level) {
      const Reach to = reacher(token_of(level));
      const Cost cost = to.cost + own_cost(n, level, step);
      if (cost >= more) continue;
      more = cost;
      way.from[kBehindMore] = to.from;
      way.more = static_cast<std::int16_t>(level);
    }
    way.from[kBehindZero] = zero.from;
    costs_[kBehindZero] = zero.cost;
    costs_[kBehindOne] = one;
    costs_[kBehindMore] = more;
  }

  void end_behind(int n, const std::uint16_t* next) {
    for (const Station station : {kBehindOne, kBehindMore}) {
      const Cost end = n == kBlockSize - 1 ? 0 : next[kRows[station] + kEndOfBlock];
      if (costs_[station] + end >= best_) continue;
      best_ = costs_[station] + end;
      end_ = n + 1;
      end_station_ = station;
    }
  }

  const TransformedBlock& block_;
  const Quantiser& quantiser_;
  const TokenRates& rates_;
  const BlockPlace& place_;
  Cost costs_[kStations];
  Cost best_;
  int end_ = 0;
  Station end_station_ = kBehindZero;
  Step steps_[kBlockSize];
};

Cost worth_of_zeros(const TransformedBlock& block, const Quantiser& quantiser, int first) {
  const Cost dc = first == 0 ? block.magnitudes[0] : 0;
  return (block.energy + dc * dc) * quantiser.worth >> kWorthShift;
}

}  // namespace

std::int64_t choose_levels(const TransformedBlock& block, const Quantiser& quantiser, const TokenRates& rates,
                           const BlockPlace& place, CodedBlock& coded, std::int16_t* dequantised) {
  std::fill_n(dequantised, kBlockSize, std::int16_t{0});
  Search search(block, quantiser, rates, place);
  const std::uint32_t nonzero = block.nonzero >> place.first << place.first;
  if (nonzero != 0) search.run(std::bit_width(nonzero) - 1);
  coded.end = static_cast<std::uint8_t>(search.end());
  coded.context = static_cast<std::uint8_t>(place.context);
  std::int16_t* levels = coded.levels.data();
  search.trace([&](int n, int magnitude) {
    const int natural = kZigzag.data()[n];
    const int level = block.coefficients[natural] < 0 ? -magnitude : magnitude;
    levels[n] = static_cast<std::int16_t>(level);
    dequantised[natural] = static_cast<std::int16_t>(level * (n == 0 ? quantiser.dc_step : quantiser.ac_step));
  });
  return search.best() + worth_of_zeros(block, quantiser, place.first);
}

}  // namespace pictor::image::vp8
