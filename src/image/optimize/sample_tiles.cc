#include "image/optimize/sample_tiles.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <tuple>
#include <vector>

namespace pictor::image {
namespace {

constexpr int kTiles = kTilesAcross * kTilesDown;
/// Detail is measured on every fourth row: enough to rank tiles.
constexpr int kRowStep = 4;

struct Tile {
  int x = 0;
  int y = 0;
  long detail = 0;
};

/// Sum of the differences between neighbours in green, which carries most of the luminance.
long detail_of(const PictureView& picture, int left, int top) {
  const std::ptrdiff_t channels = picture.channels;
  long detail = 0;
  for (int y = top; y < top + kTileSide; y += kRowStep) {
    const std::uint8_t* row = picture.row(y) + left * channels + 1;
    for (int x = 1; x < kTileSide; ++x) detail += std::abs(row[x * channels] - row[(x - 1) * channels]);
  }
  return detail;
}

std::vector<Tile> ranked_tiles(const PictureView& picture) {
  std::vector<Tile> tiles;
  for (int y = 0; y + kTileSide <= picture.height; y += kTileSide) {
    for (int x = 0; x + kTileSide <= picture.width; x += kTileSide) tiles.push_back({x, y, detail_of(picture, x, y)});
  }
  std::ranges::sort(
      tiles, [](const Tile& a, const Tile& b) { return std::tie(b.detail, a.y, a.x) < std::tie(a.detail, b.y, b.x); });
  return tiles;
}

void copy_tile(const PictureView& from, const Tile& tile, Picture& to, int left, int top) {
  const int channels = from.channels;
  for (int y = 0; y < kTileSide; ++y) {
    std::memcpy(to.row(top + y) + static_cast<std::size_t>(left) * channels,
                from.row(tile.y + y) + static_cast<std::size_t>(tile.x) * channels,
                static_cast<std::size_t>(kTileSide) * channels);
  }
}

/// The picture itself, its last row and column repeated until it is large enough to be scored.
Picture whole(const PictureView& picture) {
  const std::ptrdiff_t channels = picture.channels;
  Picture copy(std::max(picture.width, kMinSampleSide), std::max(picture.height, kMinSampleSide), picture.channels);
  for (int y = 0; y < copy.height(); ++y) {
    const std::uint8_t* from = picture.row(std::min(y, picture.height - 1));
    for (int x = 0; x < copy.width(); ++x) {
      std::copy_n(from + std::min(x, picture.width - 1) * channels, channels, copy.row(y) + x * channels);
    }
  }
  return copy;
}

}  // namespace

Picture sample_tiles(const PictureView& picture) {
  const std::vector<Tile> tiles = ranked_tiles(picture);
  if (tiles.size() < std::size_t{2} * kTiles) return whole(picture);
  Picture sample(kTilesAcross * kTileSide, kTilesDown * kTileSide, picture.channels);
  for (int i = 0; i < kTiles; ++i) {
    const std::size_t rank = (tiles.size() - 1) * i / (kTiles - 1);
    copy_tile(picture, tiles[rank], sample, i % kTilesAcross * kTileSide, i / kTilesAcross * kTileSide);
  }
  return sample;
}

}  // namespace pictor::image
