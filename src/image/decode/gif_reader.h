#pragma once

#include <gif_lib.h>

#include <chrono>
#include <memory>
#include <optional>

#include "base/encoding.h"
#include "base/result.h"
#include "image/decode/animation_canvas.h"

namespace pictor::image {

/// A frame as it stands in the file. `palette` is valid until the next frame.
struct GifFrame {
  FrameArea area;
  bool interlaced = false;
  const ColorMapObject* palette = nullptr;
  std::optional<int> transparent;  ///< index
  FrameDisposal disposal = FrameDisposal::kKeep;
  std::chrono::milliseconds duration{};
};

/// giflib on a file in memory, frame by frame: nothing but one row is kept. Not movable: giflib keeps a pointer into
/// it.
class GifReader {
 public:
  explicit GifReader(Bytes file) : rest_(file) {}
  GifReader(const GifReader&) = delete;
  GifReader& operator=(const GifReader&) = delete;

  /// Errors of all: kCorruptImage.
  Result<void> open();
  /// The next frame's header; its rows must be read before the next is asked for.
  Result<GifFrame> next_frame();
  /// The next row of indices of the current frame, in the order of the file.
  Result<void> read_row(std::span<std::uint8_t> indices);

 private:
  struct GifClose {
    void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
  };
  static int on_read(GifFileType* gif, GifByteType* destination, int length);
  Result<void> read_extension(GraphicsControlBlock& control);
  std::unexpected<Error> damaged() const;

  Bytes rest_;
  std::unique_ptr<GifFileType, GifClose> gif_;
};

}  // namespace pictor::image
