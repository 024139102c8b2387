#include "image/optimize/sample_tiles.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pictor::image {
namespace {

/// Tiles start at multiples of this: where the encoders' blocks are in the whole picture.
constexpr int kBlock = 16;

struct Grid {
  int columns = kTilesAlong;
  int rows = kTilesAcross;
};

Grid grid_of(const PictureView& picture) {
  return picture.width >= picture.height ? Grid{} : Grid{kTilesAcross, kTilesAlong};
}

double times_the_sample(const PictureView& picture) {
  constexpr double kSample = double{kTileSide} * kTileSide * kTilesAlong * kTilesAcross;
  return static_cast<double>(picture.width) * picture.height / kSample;
}

/// Start of the `index`th of `count` tiles along a side.
int tile_start(int side, int index, int count) {
  return static_cast<int>(std::int64_t{side - kTileSide} * index / (count - 1)) / kBlock * kBlock;
}

void copy_tile(const PictureView& from, int left, int top, Picture& to, int to_left, int to_top) {
  const std::size_t channels = from.channels;
  for (int y = 0; y < kTileSide; ++y) {
    std::memcpy(to.row(to_top + y) + to_left * channels, from.row(top + y) + left * channels, kTileSide * channels);
  }
}

Picture copy_of(const PictureView& picture) {
  Picture copy(picture.width, picture.height, picture.channels);
  std::memcpy(copy.pixels().data(), picture.pixels, picture.size());
  return copy;
}

}  // namespace

bool stands_for_itself(const PictureView& picture) {
  const Grid grid = grid_of(picture);
  return times_the_sample(picture) < 2 || picture.width < grid.columns * kTileSide ||
         picture.height < grid.rows * kTileSide;
}

Picture sample_tiles(const PictureView& picture) {
  if (stands_for_itself(picture)) return copy_of(picture);
  const Grid grid = grid_of(picture);
  Picture sample(grid.columns * kTileSide, grid.rows * kTileSide, picture.channels);
  for (int row = 0; row < grid.rows; ++row) {
    for (int column = 0; column < grid.columns; ++column) {
      copy_tile(picture, tile_start(picture.width, column, grid.columns), tile_start(picture.height, row, grid.rows),
                sample, column * kTileSide, row * kTileSide);
    }
  }
  return sample;
}

double sample_growth(const PictureView& picture) {
  return stands_for_itself(picture) ? 0 : std::log(times_the_sample(picture));
}

double sample_bias(Format format, const PictureView& picture) {
  if (stands_for_itself(picture)) return 0;
  const double growth = sample_growth(picture);
  if (format == Format::kJpeg) return 1.4 + 0.6 * growth;
  if (format == Format::kJxl) return -1.1;  // of 16 photos at 600 px; the sample is encoded with less effort
  return format == Format::kAvif ? 1.1 * growth - 0.7 : 0.2 + 0.6 * growth;
}

}  // namespace pictor::image
