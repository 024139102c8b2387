#include "image/operations/stamp.h"

#include <algorithm>
#include <cmath>

#include "image/operations/canvas.h"

namespace pictor::image {
namespace {

/// The first pixel of a mark of `length` on a side: `hold` is 0 at the near edge, 1 at the far one, and the offset
/// leads away from that edge.
int position(double hold, int side, int length, int offset) {
  const int room = side - length;
  return static_cast<int>(std::floor(hold * room)) + (hold == 1 ? -offset : offset);
}

/// How far a mark is to be seen on one side: [first, end) of its own pixels.
struct Seen {
  int first = 0;
  int end = 0;
};

Seen seen_of(int at, int length, int side) { return {std::max(0, -at), std::min(length, side - at)}; }

void stamp_at(Picture& picture, const PictureView& mark, int left, int top, unsigned opacity) {
  const Seen rows = seen_of(top, mark.height, picture.height());
  const Seen columns = seen_of(left, mark.width, picture.width());
  const int channels = picture.channels();
  for (int y = rows.first; y < rows.end; ++y) {
    for (int x = columns.first; x < columns.end; ++x) {
      const std::uint8_t* from = mark.row(y) + static_cast<std::size_t>(x) * mark.channels;
      std::uint8_t* to = picture.row(top + y) + static_cast<std::size_t>(left + x) * channels;
      const unsigned alpha = ((mark.channels == 4 ? from[3] : 255U) * opacity + 127) / 255;
      if (alpha == 0) continue;  // over() answers its top where there is nothing below
      const Color below{to[0], to[1], to[2], channels == 4 ? to[3] : std::uint8_t{255}};
      const Color blended = over({from[0], from[1], from[2], static_cast<std::uint8_t>(alpha)}, below);
      to[0] = blended.red;
      to[1] = blended.green;
      to[2] = blended.blue;
      if (channels == 4) to[3] = blended.alpha;
    }
  }
}

/// The first start of tiles `step` apart, one of which begins at `anchor`, that reaches into the picture.
int first_tile(int anchor, int step) { return anchor - (anchor + step - 1) / step * step; }

}  // namespace

Size stamp_size(Size mark, Size canvas, const Watermark& looks) {
  const double wanted = std::max(1.0, std::round(canvas.width * looks.scale));
  const double scale = std::min(wanted / mark.width, static_cast<double>(canvas.height) / mark.height);
  return {std::clamp(static_cast<int>(std::lround(mark.width * scale)), 1, canvas.width),
          std::clamp(static_cast<int>(std::lround(mark.height * scale)), 1, canvas.height)};
}

void stamp(Picture& picture, const PictureView& mark, const Watermark& looks) {
  const auto opacity = static_cast<unsigned>(std::lround(looks.opacity * 255));
  if (!looks.tile) {
    return stamp_at(picture, mark, position(across(looks.gravity), picture.width(), mark.width, looks.offset_x),
                    position(down(looks.gravity), picture.height(), mark.height, looks.offset_y), opacity);
  }
  // One tile lies where a single mark would without an offset; the offset is the gap between tiles.
  const int step_x = mark.width + looks.offset_x;
  const int step_y = mark.height + looks.offset_y;
  const int left = first_tile(position(across(looks.gravity), picture.width(), mark.width, 0), step_x);
  const int top = first_tile(position(down(looks.gravity), picture.height(), mark.height, 0), step_y);
  for (int y = top; y < picture.height(); y += step_y) {
    for (int x = left; x < picture.width(); x += step_x) stamp_at(picture, mark, x, y, opacity);
  }
}

}  // namespace pictor::image
