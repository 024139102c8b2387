#pragma once

#include <cstdint>
#include <span>

#include "base/encoding.h"
#include "image/decode/gif_reader.h"
#include "image/picture.h"

namespace pictor::image {

/// The logical screen of a GIF, RGBA, transparent where nothing was drawn: what browsers show, who ignore the
/// background colour. Frames are cut at its edges. One thread.
class GifCanvas {
 public:
  GifCanvas(int width, int height);

  /// Does to the last frame's area what its disposal asks for, and makes ready for `frame`.
  void begin(const GifFrame& frame);
  /// Draws row `y` of the current frame.
  void draw_row(int y, std::span<const std::uint8_t> indices);

  Bytes rgba() { return canvas_.pixels(); }

 private:
  struct Area {
    int left = 0, top = 0, width = 0, height = 0;
  };
  Area visible(const GifFrame& frame) const;
  void dispose();
  void save_area();
  void restore_area();
  void clear_area();

  Picture canvas_;
  GifFrame frame_;
  Area area_;          ///< of `frame_` on the canvas
  PixelBuffer saved_;  ///< what was in `area_` before a frame that is to be taken back
};

}  // namespace pictor::image
