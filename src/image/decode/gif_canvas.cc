#include "image/decode/gif_canvas.h"

#include <algorithm>
#include <cstring>

namespace pictor::image {

GifCanvas::GifCanvas(int width, int height) : canvas_(width, height, 4) {
  std::memset(canvas_.pixels().data(), 0, canvas_.pixels().size());
}

void GifCanvas::begin(const GifFrame& frame) {
  dispose();
  frame_ = frame;
  area_ = visible(frame);
  if (frame.disposal == GifDisposal::kRestore) save_area();
}

void GifCanvas::draw_row(int y, std::span<const std::uint8_t> indices) {
  if (y >= area_.height) return;  // below the screen
  const ColorMapObject& palette = *frame_.palette;
  std::uint8_t* to = canvas_.row(frame_.top + y) + static_cast<std::ptrdiff_t>(area_.left) * 4;
  for (int x = 0; x < area_.width; ++x, to += 4) {
    const int index = indices[static_cast<std::size_t>(x)];
    // An index that the palette does not have draws nothing, as in browsers.
    if (frame_.transparent == index || index >= palette.ColorCount) continue;
    const GifColorType& color = palette.Colors[index];
    to[0] = color.Red;
    to[1] = color.Green;
    to[2] = color.Blue;
    to[3] = 255;
  }
}

GifCanvas::Area GifCanvas::visible(const GifFrame& frame) const {
  if (frame.left >= canvas_.width() || frame.top >= canvas_.height()) return {};
  return {.left = frame.left,
          .top = frame.top,
          .width = std::min(frame.width, canvas_.width() - frame.left),
          .height = std::min(frame.height, canvas_.height() - frame.top)};
}

void GifCanvas::dispose() {
  if (frame_.disposal == GifDisposal::kClear) clear_area();
  if (frame_.disposal == GifDisposal::kRestore) restore_area();
}

void GifCanvas::save_area() {
  const std::size_t row_bytes = static_cast<std::size_t>(area_.width) * 4;
  saved_ = PixelBuffer(row_bytes * static_cast<std::size_t>(area_.height));
  for (int y = 0; y < area_.height; ++y) {
    std::memcpy(saved_.data() + y * row_bytes, canvas_.row(area_.top + y) + area_.left * 4L, row_bytes);
  }
}

void GifCanvas::restore_area() {
  const std::size_t row_bytes = static_cast<std::size_t>(area_.width) * 4;
  for (int y = 0; y < area_.height; ++y) {
    std::memcpy(canvas_.row(area_.top + y) + area_.left * 4L, saved_.data() + y * row_bytes, row_bytes);
  }
}

void GifCanvas::clear_area() {
  for (int y = 0; y < area_.height; ++y) {
    std::memset(canvas_.row(area_.top + y) + area_.left * 4L, 0, static_cast<std::size_t>(area_.width) * 4);
  }
}

}  // namespace pictor::image
