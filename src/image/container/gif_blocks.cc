#include "image/container/gif_blocks.h"

namespace pictor::image {
namespace {

constexpr std::uint8_t kImageSeparator = 0x2C;
constexpr std::uint8_t kExtensionIntroducer = 0x21;
constexpr std::uint8_t kTrailer = 0x3B;

/// Bytes of the colour table that packed flags announce (GIF89a sections 18 and 20).
std::size_t color_table_bytes(std::uint8_t packed) {
  return (packed & 0x80) != 0 ? std::size_t{3} << ((packed & 7) + 1) : 0;
}

std::unexpected<Error> truncated() { return fail(ErrorCode::kCorruptImage, "the GIF ends inside a block"); }

}  // namespace

bool GifBlock::is_loop_count() const {
  const std::string_view text = as_text(body);
  const bool names_it = text.starts_with("\x0BNETSCAPE2.0") || text.starts_with(
                                                                   "\x0B"
                                                                   "ANIMEXTS1.0");
  return label == gif_label::kApplication && names_it && body.size() >= 17 && body[12] == 3 && body[13] == 1;
}

GifBlocks::GifBlocks(Bytes file) : reader_(file) {
  reader_.skip(6);
  screen_width_ = reader_.le16();
  screen_height_ = reader_.le16();
  const std::uint8_t packed = reader_.u8();
  reader_.skip(2 + color_table_bytes(packed));
  if (!reader_.overrun()) head_ = file.first(reader_.position());
}

Result<GifBlock> GifBlocks::next() {
  if (reader_.overrun()) return truncated();
  if (reader_.at_end()) return GifBlock{.kind = GifBlock::Kind::kTrailer};
  const Bytes from_block = reader_.rest();
  const std::size_t start = reader_.position();
  const std::uint8_t introducer = reader_.u8();
  if (introducer == kTrailer) return GifBlock{.kind = GifBlock::Kind::kTrailer, .whole = from_block.first(1)};
  if (introducer != kImageSeparator && introducer != kExtensionIntroducer) {
    return fail(ErrorCode::kCorruptImage, "the GIF has bytes that belong to no block");
  }
  GifBlock block = TRY(introducer == kImageSeparator ? next_image() : next_extension());
  block.whole = from_block.first(reader_.position() - start);
  return block;
}

Result<GifBlock> GifBlocks::next_image() {
  GifBlock block{.kind = GifBlock::Kind::kImage};
  block.left = reader_.le16();
  block.top = reader_.le16();
  block.width = reader_.le16();
  block.height = reader_.le16();
  reader_.skip(color_table_bytes(reader_.u8()));
  reader_.skip(1);  // LZW minimum code size
  if (!skip_sub_blocks()) return truncated();
  return block;
}

Result<GifBlock> GifBlocks::next_extension() {
  GifBlock block{.kind = GifBlock::Kind::kExtension, .label = reader_.u8()};
  const Bytes from_body = reader_.rest();
  const std::size_t start = reader_.position();
  if (!skip_sub_blocks()) return truncated();
  block.body = from_body.first(reader_.position() - start);
  return block;
}

/// Skips to after the empty sub-block; false when the file ends first.
bool GifBlocks::skip_sub_blocks() {
  for (;;) {
    const std::uint8_t length = reader_.u8();
    if (reader_.overrun()) return false;
    if (length == 0) return true;
    reader_.skip(length);
  }
}

}  // namespace pictor::image
