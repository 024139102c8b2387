#include "image/orient.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace pictor::image {
namespace {

/// How a shown pixel is found in the stored picture: by these mirrorings of the shown coordinates, then, when `turned`,
/// with x and y exchanged.
struct Turn {
  bool turned = false;
  bool mirror_x = false;
  bool mirror_y = false;
  bool operator==(const Turn&) const = default;
};

Turn turn_of(Orientation orientation) {
  switch (orientation) {
    case Orientation::kNormal:
      return {};
    case Orientation::kFlipX:
      return {.mirror_x = true};
    case Orientation::kRotate180:
      return {.mirror_x = true, .mirror_y = true};
    case Orientation::kFlipY:
      return {.mirror_y = true};
    case Orientation::kTranspose:
      return {.turned = true};
    case Orientation::kRotate90:
      return {.turned = true, .mirror_x = true};
    case Orientation::kTransverse:
      return {.turned = true, .mirror_x = true, .mirror_y = true};
    case Orientation::kRotate270:
      return {.turned = true, .mirror_y = true};
  }
  return {};
}

Orientation orientation_of(const Turn& turn) {
  for (int value = 1; value <= 8; ++value) {
    if (turn_of(static_cast<Orientation>(value)) == turn) return static_cast<Orientation>(value);
  }
  std::abort();
}

template <int kChannels>
void copy_turned(const PictureView& stored, const Turn& turn, Picture& shown) {
  const std::ptrdiff_t along_x = turn.turned ? static_cast<std::ptrdiff_t>(stored.stride()) : kChannels;
  const std::ptrdiff_t along_y = turn.turned ? kChannels : static_cast<std::ptrdiff_t>(stored.stride());
  const std::ptrdiff_t step = turn.mirror_x ? -along_x : along_x;
  for (int y = 0; y < shown.height(); ++y) {
    const int from_y = turn.mirror_y ? shown.height() - 1 - y : y;
    const int from_x = turn.mirror_x ? shown.width() - 1 : 0;
    const std::uint8_t* from = stored.pixels + along_y * from_y + along_x * from_x;
    std::uint8_t* to = shown.row(y);
    for (int x = 0; x < shown.width(); ++x, from += step, to += kChannels) std::memcpy(to, from, kChannels);
  }
}

}  // namespace

bool swaps_sides(Orientation orientation) { return turn_of(orientation).turned; }

Size swapped_if_turned(Size size, Orientation orientation) {
  return swaps_sides(orientation) ? Size{size.height, size.width} : size;
}

Region stored_region(const Region& shown, Orientation orientation) {
  const Turn turn = turn_of(orientation);
  Region stored = shown;
  if (turn.mirror_x) stored.x = std::max(0.0, 1 - shown.x - shown.width);
  if (turn.mirror_y) stored.y = std::max(0.0, 1 - shown.y - shown.height);
  if (turn.turned) stored = {stored.y, stored.x, stored.height, stored.width};
  return stored;
}

Orientation followed_by(Orientation first, Orientation second) {
  // A shown pixel is found by the second's way and then by the first's, whose mirrors meet exchanged coordinates where
  // the second turned.
  const Turn inner = turn_of(first);
  const Turn outer = turn_of(second);
  return orientation_of({.turned = inner.turned != outer.turned,
                         .mirror_x = outer.mirror_x != (outer.turned ? inner.mirror_y : inner.mirror_x),
                         .mirror_y = outer.mirror_y != (outer.turned ? inner.mirror_x : inner.mirror_y)});
}

Orientation inverse(Orientation orientation) {
  Turn turn = turn_of(orientation);
  if (turn.turned) std::swap(turn.mirror_x, turn.mirror_y);
  return orientation_of(turn);
}

Picture oriented_copy(const PictureView& stored, Orientation orientation) {
  const Size size = swapped_if_turned({stored.width, stored.height}, orientation);
  Picture shown(size.width, size.height, stored.channels);
  if (stored.channels == 4) {
    copy_turned<4>(stored, turn_of(orientation), shown);
  } else {
    copy_turned<3>(stored, turn_of(orientation), shown);
  }
  return shown;
}

Picture orient(Picture stored, Orientation orientation) {
  return orientation == Orientation::kNormal ? std::move(stored) : oriented_copy(stored.view(), orientation);
}

}  // namespace pictor::image
