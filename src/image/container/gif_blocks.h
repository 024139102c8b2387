#pragma once

#include <cstdint>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/byte_reader.h"

namespace pictor::image {

/// Labels of GIF89a's extensions (appendix A).
namespace gif_label {
inline constexpr std::uint8_t kPlainText = 0x01;
inline constexpr std::uint8_t kGraphicControl = 0xF9;
inline constexpr std::uint8_t kComment = 0xFE;
inline constexpr std::uint8_t kApplication = 0xFF;
}  // namespace gif_label

/// An image, an extension or the trailer. Borrowed from the file.
struct GifBlock {
  enum class Kind { kImage, kExtension, kTrailer };
  Kind kind = Kind::kTrailer;
  Bytes whole;
  // Of an image: its place on the logical screen, in pixels.
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  // Of an extension.
  std::uint8_t label = 0;
  Bytes body;  ///< sub-blocks, each after its length; the empty one at the end included

  /// An application extension that holds the number of repetitions.
  bool is_loop_count() const;
};

/// The blocks of a GIF after its header, logical screen and global colour table.
class GifBlocks {
 public:
  explicit GifBlocks(Bytes file);

  std::uint32_t screen_width() const { return screen_width_; }
  std::uint32_t screen_height() const { return screen_height_; }
  /// Everything before the first block. Empty when the file is too short for it.
  Bytes head() const { return head_; }

  /// The next block; the trailer is the last that may be asked for. A file that ends between two blocks is taken as if
  /// the trailer were there, as browsers do. Errors: kCorruptImage.
  Result<GifBlock> next();

 private:
  Result<GifBlock> next_image();
  Result<GifBlock> next_extension();
  bool skip_sub_blocks();

  ByteReader reader_;
  Bytes head_;
  std::uint32_t screen_width_ = 0;
  std::uint32_t screen_height_ = 0;
};

}  // namespace pictor::image
