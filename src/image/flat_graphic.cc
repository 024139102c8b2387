#include "image/flat_graphic.h"

#include <cstring>

namespace pictor::image {
namespace {

/// Every fourth row is enough to tell.
constexpr int kRowStep = 4;
/// Photographs have up to 0.2, computer-made wallpapers with soft gradients 0.4 to 0.7, drawings and screenshots more.
constexpr double kFlatShare = 0.75;

}  // namespace

bool is_flat_graphic(const PictureView& picture) {
  long flat = 0;
  long seen = 0;
  for (int y = 1; y < picture.height; y += kRowStep) {
    const std::uint8_t* row = picture.row(y);
    const std::uint8_t* above = picture.row(y - 1);
    for (std::size_t x = picture.channels; x < picture.stride(); x += picture.channels) {
      flat += std::memcmp(row + x, row + x - picture.channels, picture.channels) == 0 &&
              std::memcmp(row + x, above + x, picture.channels) == 0;
      ++seen;
    }
  }
  return static_cast<double>(flat) >= kFlatShare * static_cast<double>(seen);
}

}  // namespace pictor::image
