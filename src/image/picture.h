#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "image/pixel_pool.h"
#include "model/gamut.h"

namespace pictor::image {

/// Borrowed pixels: 8 bits in sRGB's curve, interleaved RGB or RGBA (not premultiplied), rows without gaps.
struct PictureView {
  const std::uint8_t* pixels = nullptr;
  int width = 0;
  int height = 0;
  int channels = 3;  ///< 3 or 4
  Gamut gamut = Gamut::kSrgb;

  std::size_t stride() const { return static_cast<std::size_t>(width) * channels; }
  std::size_t size() const { return stride() * height; }
  const std::uint8_t* row(int y) const { return pixels + stride() * y; }
};

/// Owned pixels of the same shape, in a pooled buffer.
class Picture {
 public:
  Picture() = default;
  /// Pixels start undefined.
  Picture(int width, int height, int channels)
      : buffer_(static_cast<std::size_t>(width) * height * channels),
        width_(width),
        height_(height),
        channels_(channels) {}

  int width() const { return width_; }
  int height() const { return height_; }
  int channels() const { return channels_; }
  /// Says what the pixels are; converts nothing.
  void set_gamut(Gamut gamut) { gamut_ = gamut; }
  std::size_t stride() const { return static_cast<std::size_t>(width_) * channels_; }
  std::uint8_t* row(int y) { return buffer_.data() + stride() * y; }
  std::span<std::uint8_t> pixels() { return buffer_.bytes(); }
  PictureView view() const { return {buffer_.data(), width_, height_, channels_, gamut_}; }

 private:
  PixelBuffer buffer_;
  int width_ = 0;
  int height_ = 0;
  int channels_ = 3;
  Gamut gamut_ = Gamut::kSrgb;
};

}  // namespace pictor::image
