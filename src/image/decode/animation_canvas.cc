#include "image/decode/animation_canvas.h"

#include <algorithm>
#include <cstring>

namespace pictor::image {

AnimationCanvas::AnimationCanvas(int width, int height) : canvas_(width, height, 4) {
  std::memset(canvas_.pixels().data(), 0, canvas_.pixels().size());
}

void AnimationCanvas::begin(const FrameArea& frame, FrameDisposal disposal) {
  dispose();
  area_ = visible(frame);
  disposal_ = disposal;
  if (disposal == FrameDisposal::kRestore) save_area();
}

std::span<std::uint8_t> AnimationCanvas::row(int y) {
  if (y >= area_.height) return {};
  return {row_of_area(y), row_bytes()};
}

FrameArea AnimationCanvas::visible(const FrameArea& frame) const {
  if (frame.left >= canvas_.width() || frame.top >= canvas_.height()) return {};
  return {.left = frame.left,
          .top = frame.top,
          .width = std::min(frame.width, canvas_.width() - frame.left),
          .height = std::min(frame.height, canvas_.height() - frame.top)};
}

void AnimationCanvas::dispose() {
  if (disposal_ == FrameDisposal::kClear) clear_area();
  if (disposal_ == FrameDisposal::kRestore) restore_area();
}

void AnimationCanvas::save_area() {
  saved_ = PixelBuffer(row_bytes() * static_cast<std::size_t>(area_.height));
  for (int y = 0; y < area_.height; ++y) std::memcpy(saved_.data() + y * row_bytes(), row_of_area(y), row_bytes());
}

void AnimationCanvas::restore_area() {
  for (int y = 0; y < area_.height; ++y) std::memcpy(row_of_area(y), saved_.data() + y * row_bytes(), row_bytes());
}

void AnimationCanvas::clear_area() {
  for (int y = 0; y < area_.height; ++y) std::memset(row_of_area(y), 0, row_bytes());
}

}  // namespace pictor::image
