#pragma once

#include <cstdint>
#include <span>

#include "base/encoding.h"
#include "image/picture.h"

namespace pictor::image {

/// What happens to a frame's area before the next one is drawn (GIF89a section 23, PNG third edition section 11.3.6.2).
enum class FrameDisposal { kKeep, kClear, kRestore };

struct FrameArea {
  int left = 0, top = 0, width = 0, height = 0;
};

/// What an animation shows, RGBA, transparent where nothing was drawn: browsers ignore the background colour of GIFs.
/// Frames are cut at its edges. One thread.
class AnimationCanvas {
 public:
  AnimationCanvas(int width, int height);

  /// Does to the last frame's area what its disposal asks for, and makes ready for a frame.
  void begin(const FrameArea& frame, FrameDisposal disposal);
  /// The pixels under row `y` of the current frame, four bytes each, as far as the canvas reaches; none below it.
  std::span<std::uint8_t> row(int y);

  Bytes rgba() { return canvas_.pixels(); }

 private:
  FrameArea visible(const FrameArea& frame) const;
  std::uint8_t* row_of_area(int y) { return canvas_.row(area_.top + y) + area_.left * 4L; }
  std::size_t row_bytes() const { return static_cast<std::size_t>(area_.width) * 4; }
  void dispose();
  void save_area();
  void restore_area();
  void clear_area();

  Picture canvas_;
  FrameArea area_;  ///< of the current frame, cut
  FrameDisposal disposal_ = FrameDisposal::kKeep;
  PixelBuffer saved_;  ///< what was in `area_` before a frame that is to be taken back
};

}  // namespace pictor::image
