#include <array>

#include "image/container/container_strips.h"
#include "image/container/gif_blocks.h"

namespace pictor::image {
namespace {

constexpr std::array<std::uint8_t, 1> kTrailer = {0x3B};
/// Introducer, label, the identifier and the sub-block of the loop count, and the empty one.
constexpr std::size_t kLoopCountBytes = 18;

/// The loop count alone: whatever else an encoder put into its extension is left out.
void append_loop_count(std::vector<std::uint8_t>& out, const GifBlock& extension) {
  append(out, extension.whole.first(kLoopCountBytes));
  out.push_back(0);
}

}  // namespace

Result<std::vector<std::uint8_t>> strip_gif(Bytes file) {
  std::vector<std::uint8_t> out;
  out.reserve(file.size());
  GifBlocks blocks(file);
  append(out, blocks.head());
  Bytes control;  // belongs to the next image, or to a plain text that is left out and takes it along
  for (;;) {
    const GifBlock block = TRY(blocks.next());
    if (block.kind == GifBlock::Kind::kTrailer) break;
    if (block.kind == GifBlock::Kind::kImage) {
      append(out, control);
      append(out, block.whole);
      control = {};
    } else if (block.label == gif_label::kGraphicControl) {
      control = block.whole;
    } else if (block.label == gif_label::kPlainText) {
      control = {};
    } else if (block.is_loop_count()) {
      append_loop_count(out, block);
    }
  }
  append(out, kTrailer);
  return out;
}

}  // namespace pictor::image
