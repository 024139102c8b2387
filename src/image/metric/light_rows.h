#pragma once

#include "image/metric/row_kernels.h"
#include "image/metric/rows.h"

namespace pictor::image::metric {

/// Two rows of linear light, which are halved for the next scale when both are there. Rows are numbered from the top.
class LightRows {
 public:
  explicit LightRows(std::size_t width) : width_(width), rows_(2 * std::size_t{kChannels}, width) {}

  Planes row(int y) {
    const std::size_t first = y % 2 * std::size_t{kChannels};
    return {rows_[first], rows_[first + 1], rows_[first + 2]};
  }
  /// The row of the next scale that row `y` completes; the last row of an odd height stands for two.
  void halve_into(const Planes& out, int y) {
    const Planes upper = row(y - y % 2), lower = row(y);
    for (int c = 0; c < kChannels; ++c) halve(upper[c], lower[c], out[c], width_);
  }

 private:
  std::size_t width_;
  Rows rows_;
};

}  // namespace pictor::image::metric
