#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "image/placeholder.h"

namespace pictor::image {
namespace {

/// Cells of the histogram along each axis: wide enough that one surface in changing light falls into few of them.
constexpr int kSteps = 8;
/// A fully saturated pixel weighs this many greys.
constexpr double kVividness = 4;

struct Cell {
  double weight = 0;
  std::array<double, 3> sum{};
};

/// Distance of a pixel's colour from grey, 0..1.
double chroma(const std::uint8_t* pixel) {
  const auto [low, high] = std::minmax({pixel[0], pixel[1], pixel[2]});
  return (high - low) / 255.0;
}

std::vector<Cell> histogram(const PictureView& picture) {
  std::vector<Cell> cells(std::size_t{kSteps} * kSteps * kSteps);
  const std::uint8_t* end = picture.pixels + picture.size();
  for (const std::uint8_t* pixel = picture.pixels; pixel < end; pixel += picture.channels) {
    const double alpha = picture.channels == 4 ? pixel[3] / 255.0 : 1;
    const double weight = alpha * (1 + (kVividness - 1) * chroma(pixel));
    const int index = (pixel[0] * kSteps / 256 * kSteps + pixel[1] * kSteps / 256) * kSteps + pixel[2] * kSteps / 256;
    cells[index].weight += weight;
    for (int c = 0; c < 3; ++c) cells[index].sum[c] += weight * pixel[c];
  }
  return cells;
}

/// A cell and its neighbours on all sides: what falls on a border between cells is not split.
Cell with_neighbours(const std::vector<Cell>& cells, int red, int green, int blue) {
  Cell cluster;
  for (int r = std::max(0, red - 1); r <= std::min(kSteps - 1, red + 1); ++r) {
    for (int g = std::max(0, green - 1); g <= std::min(kSteps - 1, green + 1); ++g) {
      for (int b = std::max(0, blue - 1); b <= std::min(kSteps - 1, blue + 1); ++b) {
        const int steps = std::abs(r - red) + std::abs(g - green) + std::abs(b - blue);
        const double share = std::ldexp(1.0, -steps);
        const Cell& cell = cells[(r * kSteps + g) * kSteps + b];
        cluster.weight += share * cell.weight;
        for (int c = 0; c < 3; ++c) cluster.sum[c] += share * cell.sum[c];
      }
    }
  }
  return cluster;
}

Cell heaviest_cluster(const std::vector<Cell>& cells) {
  Cell heaviest;
  for (int red = 0; red < kSteps; ++red) {
    for (int green = 0; green < kSteps; ++green) {
      for (int blue = 0; blue < kSteps; ++blue) {
        const Cell cluster = with_neighbours(cells, red, green, blue);
        if (cluster.weight > heaviest.weight) heaviest = cluster;
      }
    }
  }
  return heaviest;
}

}  // namespace

std::string dominant_color(const PictureView& small) {
  const Cell cluster = heaviest_cluster(histogram(small));
  if (cluster.weight == 0) return "#ffffff";
  std::array<int, 3> level{};
  for (int c = 0; c < 3; ++c) level[c] = static_cast<int>(std::lround(cluster.sum[c] / cluster.weight));
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", level[0] & 255, level[1] & 255, level[2] & 255);
  return text.data();
}

}  // namespace pictor::image
