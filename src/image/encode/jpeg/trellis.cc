#include "image/encode/jpeg/trellis.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace pictor::image::jpeg {
namespace {

/// A coefficient that may be kept: where it is in the scan, and the cheapest way to end there.
struct Node {
  int at;
  float dropped_before;  ///< error of dropping all coefficients of the scan before it
  float dropped_after;   ///< the same with itself
  float cost;            ///< of the cheapest way that keeps it: bits and weighted error of all up to it
  int level;
  int before;  ///< the node kept before it on that way, 0 for none
};

/// One block's shortest path. Node 0 stands for the DC, where every way begins.
class Search {
 public:
  Search(const std::int16_t* coefficients, const Quantiser& quantiser, const SymbolRates& rates, float weight)
      : coefficients_(coefficients), quantiser_(quantiser), rates_(rates), weight_(weight) {
    nodes_[0] = {.at = 0, .dropped_before = 0, .dropped_after = 0, .cost = 0, .level = 0, .before = 0};
  }

  /// Finds the cheapest way through the scan up to `last`, the place of the last level that is not zero.
  void run(const std::int16_t* levels, int last) {
    float dropped = 0;
    for (int k = 1; k <= last; ++k) {
      const int natural = kZigzag[k];
      const float size = std::abs(static_cast<float>(coefficients_[natural])) * quantiser_.reciprocal[natural];
      const float before = dropped;
      dropped += weight_ * size * size;
      if (levels[natural] != 0) add(k, size, std::abs(levels[natural]), before, dropped);
    }
  }

  /// Writes the levels on the cheapest way; all others are zero already.
  void write(std::int16_t* levels) const {
    const float all = nodes_[count_ - 1].dropped_after;
    int best = 0;
    float least = all + rates_.end_of_block;
    for (int i = 1; i < count_; ++i) {
      const float end = nodes_[i].at == kBlockSize - 1 ? 0 : rates_.end_of_block;
      const float cost = nodes_[i].cost + all - nodes_[i].dropped_after + end;
      if (cost < least) {
        least = cost;
        best = i;
      }
    }
    for (; best > 0; best = nodes_[best].before) {
      const int natural = kZigzag[nodes_[best].at];
      const int level = nodes_[best].level;
      levels[natural] = static_cast<std::int16_t>(coefficients_[natural] < 0 ? -level : level);
    }
  }

 private:
  void add(int at, float size, int nearest, float before, float after) {
    Node& node = nodes_[count_];
    node = {.at = at, .dropped_before = before, .dropped_after = after, .cost = std::numeric_limits<float>::infinity()};
    reach(node, size, nearest);
    // A level further off pays only where it is the largest of a shorter magnitude class.
    if (nearest > 1 && std::has_single_bit(static_cast<unsigned>(nearest))) reach(node, size, nearest - 1);
    ++count_;
  }

  void reach(Node& node, float size, int level) {
    const float miss = size - static_cast<float>(level);
    const float own = weight_ * miss * miss;
    const int bits = magnitude_class(level);
    for (int j = count_ - 1; j >= 0; --j) {
      const Node& from = nodes_[j];
      const float error = own + node.dropped_before - from.dropped_after;
      if (error >= node.cost) break;  // going further back only drops more
      const int run = node.at - from.at - 1;
      const int skipped = run / 16;
      const float cost =
          from.cost + error + rates_.bits[run % 16][bits] + rates_.sixteen_zeros * static_cast<float>(skipped);
      if (cost < node.cost) {
        node.cost = cost;
        node.before = j;
        node.level = level;
      }
    }
  }

  const std::int16_t* coefficients_;
  const Quantiser& quantiser_;
  const SymbolRates& rates_;
  float weight_;
  int count_ = 1;
  std::array<Node, kBlockSize> nodes_;
};

/// Bits that a squared step of error is worth: kWeight in a flat block, and falling with the variance (in squared
/// levels) of a busy one, which hides errors. Found with the tables (quant_tables.cc); bytes change little around
/// these.
constexpr float kWeight = 36;
constexpr float kHalfBusy = 10;
constexpr float kMasking = 0.2F;

float error_weight(const std::int16_t* coefficients) {
  int energy = 0;  // of coefficients in quarters, so that it fits whatever they are
  for (int k = 1; k < kBlockSize; ++k) {
    const int quarters = coefficients[k] / (kCoefficientUnit / 4);
    energy += quarters * quarters;
  }
  const float variance = static_cast<float>(energy) / (16 * kBlockSize);
  return kWeight / std::pow(1 + variance / kHalfBusy, kMasking);
}

int last_level(const std::int16_t* levels) {
  int last = kBlockSize - 1;
  while (last > 0 && levels[kZigzag[last]] == 0) --last;
  return last;
}

}  // namespace

void choose_levels(const std::int16_t* coefficients, const Quantiser& quantiser, const SymbolRates& rates,
                   std::int16_t* levels) {
  const int last = last_level(levels);
  if (last == 0) return;
  Search search(coefficients, quantiser, rates, error_weight(coefficients));
  search.run(levels, last);
  std::fill(levels + 1, levels + kBlockSize, std::int16_t{0});
  search.write(levels);
}

}  // namespace pictor::image::jpeg
