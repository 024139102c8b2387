// GIF89a (CompuServe 1990): header, logical screen, blocks, trailer.

#include <algorithm>

#include "image/container/container_probes.h"
#include "image/container/gif_blocks.h"
#include "image/container/limit_checks.h"

namespace pictor::image {
namespace {

constexpr int kRestoreToBackground = 2;

class GifProbe {
 public:
  explicit GifProbe(const Limits& limits) : limits_(limits), budget_(limits) {}

  Result<ProbeOutcome> walk(Bytes file) {
    GifBlocks blocks(file);
    if (blocks.head().empty()) return fail(ErrorCode::kCorruptImage, "the GIF ends inside its header");
    width_ = reach_x_ = blocks.screen_width();
    height_ = reach_y_ = blocks.screen_height();
    TRY_VOID(check_frame_size(width_, height_, limits_));
    for (;;) {
      const GifBlock block = TRY(blocks.next());
      if (block.kind == GifBlock::Kind::kTrailer) break;
      TRY_VOID(budget_.take_chunk());
      TRY_VOID(block.kind == GifBlock::Kind::kImage ? take_image(block) : take_extension(block));
    }
    if (frames_ == 0) return fail(ErrorCode::kCorruptImage, "the GIF has no picture");
    outcome_.facts.frames = frames_;
    outcome_.facts.has_alpha = uses_transparency_ || (frames_ > 1 && clears_canvas_);
    set_size(outcome_, width_, height_);
    return outcome_;
  }

 private:
  /// Frames that reach beyond the logical screen are cut by it. Some decoders let the canvas grow instead, or hold a
  /// frame as large as it says: what they would need must be within the limits too.
  Result<void> take_image(const GifBlock& image) {
    if (image.width == 0 || image.height == 0) {
      return fail(ErrorCode::kCorruptImage, "a frame of the GIF is empty");
    }
    reach_x_ = std::max(reach_x_, image.left + image.width);
    reach_y_ = std::max(reach_y_, image.top + image.height);
    TRY_VOID(check_frame_size(reach_x_, reach_y_, limits_));
    TRY_VOID(check_animation_size(++frames_, reach_x_, reach_y_, limits_));
    if (frames_ == 1 && !covers_screen(image)) uses_transparency_ = true;
    return {};
  }

  bool covers_screen(const GifBlock& image) const {
    return image.left == 0 && image.top == 0 && image.width >= width_ && image.height >= height_;
  }

  Result<void> take_extension(const GifBlock& extension) {
    if (extension.label == gif_label::kGraphicControl) {
      take_graphic_control(extension.body);
      return {};
    }
    if (extension.is_loop_count()) {
      // NETSCAPE2.0 counts repetitions after the first showing, as browsers play it; 0 is for ever.
      const int repetitions = extension.body[14] | extension.body[15] << 8;
      outcome_.loop_count = repetitions == 0 ? 0 : std::min(repetitions + 1, 65'535);
      return {};
    }
    return budget_.take_metadata(extension.whole.size());
  }

  /// GIF89a section 23: a sub-block of 4 bytes, the first of them packed flags.
  void take_graphic_control(Bytes body) {
    if (body.size() < 2 || body[0] == 0) return;
    const std::uint8_t packed = body[1];
    uses_transparency_ |= (packed & 1) != 0;
    clears_canvas_ |= (packed >> 2 & 7) == kRestoreToBackground;
  }

  const Limits& limits_;
  ContainerBudget budget_;
  ProbeOutcome outcome_{.facts = {.format = Format::kGif}, .loop_count = 1};
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
  std::uint32_t reach_x_ = 0;  ///< how far the screen and all frames reach
  std::uint32_t reach_y_ = 0;
  int frames_ = 0;
  bool uses_transparency_ = false;
  bool clears_canvas_ = false;
};

}  // namespace

Result<ProbeOutcome> probe_gif(Bytes file, const Limits& limits) { return GifProbe(limits).walk(file); }

}  // namespace pictor::image
