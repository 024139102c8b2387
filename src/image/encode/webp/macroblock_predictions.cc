#include "image/encode/webp/macroblock_predictions.h"

#include <numeric>

#include "image/encode/webp/mode_kernels.h"

namespace pictor::image::vp8 {
namespace {

std::uint8_t mean_of_edges(const std::uint8_t* above, const std::uint8_t* left, int side, const Neighbours& there) {
  int sum = 0;
  int count = 0;
  if (there.above) {
    sum = std::accumulate(above, above + side, sum);
    count += side;
  }
  if (there.left) {
    sum = std::accumulate(left, left + side, sum);
    count += side;
  }
  return static_cast<std::uint8_t>(count == 0 ? 128 : (sum + count / 2) / count);
}

}  // namespace

void predict_square(const Band& band, int x, int blocks, const Neighbours& neighbours, std::uint8_t* predictions) {
  const int side = kBlockSide * blocks;
  const std::uint8_t* above = band.at(x, -1);
  std::uint8_t left[kMacroblockSide];
  for (int y = 0; y < side; ++y) left[y] = band.at(x, y)[-1];
  predict_square(
      {.above = above, .left = left, .corner = above[-1], .mean = mean_of_edges(above, left, side, neighbours)}, blocks,
      predictions);
}

void copy_edge(const Band& luma, int x, int y, std::uint8_t* edge) {
  for (int i = 0; i < kBlockSide; ++i) edge[1 + i] = luma.at(x, y + kBlockSide - 1 - i)[-1];
  edge[0] = edge[1];
  std::memcpy(edge + 5, luma.at(x - 1, y - 1), 1 + kBlockSide);
  // Right of the macroblock only the row above it is there: it serves all of its last column (RFC 6386, 12.3).
  const bool last_column = x % kMacroblockSide == kMacroblockSide - kBlockSide;
  std::memcpy(edge + 10, luma.at(x + kBlockSide, last_column ? -1 : y - 1), kBlockSide);
  edge[14] = edge[15] = edge[13];
}

}  // namespace pictor::image::vp8
