#include "image/encode/webp/macroblock_predictions.h"

#include <array>
#include <bit>
#include <numeric>

namespace pictor::image::vp8 {
namespace {

/// What a square is predicted from.
struct Edges {
  const std::uint8_t* above;
  std::array<std::uint8_t, kMacroblockSide> left;
  std::uint8_t corner;
};

Edges edges_at(const Band& band, int x, int side) {
  Edges edges{.above = band.at(x, -1), .left = {}, .corner = band.at(x, -1)[-1]};
  for (int y = 0; y < side; ++y) edges.left[y] = band.at(x, y)[-1];
  return edges;
}

int mean_of_edges(const Edges& edges, int side, const Neighbours& neighbours) {
  int sum = 0;
  int count = 0;
  if (neighbours.above) {
    sum = std::accumulate(edges.above, edges.above + side, sum);
    count += side;
  }
  if (neighbours.left) {
    sum = std::accumulate(edges.left.begin(), edges.left.begin() + side, sum);
    count += side;
  }
  return count == 0 ? 128 : (sum + count / 2) / count;
}

std::uint8_t clamped(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

}  // namespace

void predict_square(const Band& band, int x, int blocks, const Neighbours& neighbours, std::uint8_t* predictions) {
  const int side = kBlockSide * blocks;
  const int samples = side * side;
  const Edges edges = edges_at(band, x, side);
  std::fill_n(predictions + samples * kDcPrediction, samples,
              static_cast<std::uint8_t>(mean_of_edges(edges, side, neighbours)));
  std::uint8_t* vertical = predictions + samples * kVertical;
  std::uint8_t* horizontal = predictions + samples * kHorizontal;
  std::uint8_t* motion = predictions + samples * kTrueMotion;
  int at = 0;
  for (int y = 0; y < side; y += kBlockSide) {
    for (int bx = 0; bx < side; bx += kBlockSide) {
      for (int line = 0; line < kBlockSide; ++line, at += kBlockSide) {
        const int left = edges.left[y + line];
        std::memcpy(vertical + at, edges.above + bx, kBlockSide);
        std::memset(horizontal + at, left, kBlockSide);
        for (int i = 0; i < kBlockSide; ++i) motion[at + i] = clamped(edges.above[bx + i] + left - edges.corner);
      }
    }
  }
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
