#include "image/container/webp_bitstream.h"

#include "image/container/byte_reader.h"

namespace pictor::image {

Result<WebpBitstream> read_vp8_header(Bytes payload) {
  ByteReader reader(payload);
  const std::uint32_t frame_tag = reader.le24();
  const std::uint32_t start_code = reader.be24();
  // The upper two bits of each side only ask for upscaling, which WebP leaves out.
  WebpBitstream header{.width = reader.le16() & 0x3FFFu};
  header.height = reader.le16() & 0x3FFFu;
  const bool is_key_frame = (frame_tag & 1) == 0;
  const bool is_shown = (frame_tag >> 4 & 1) != 0;
  const std::uint32_t profile = frame_tag >> 1 & 7;
  const std::uint32_t first_partition = frame_tag >> 5;
  if (reader.overrun() || !is_key_frame || !is_shown || profile > 3 || start_code != 0x9D012A) {
    return fail(ErrorCode::kCorruptImage, "the WebP's VP8 header is wrong");
  }
  header.complete = first_partition < payload.size();
  return header;
}

Result<WebpBitstream> read_vp8l_header(Bytes payload) {
  ByteReader reader(payload);
  const std::uint8_t signature = reader.u8();
  const std::uint32_t bits = reader.le32();
  const std::uint32_t version = bits >> 29;
  if (reader.overrun() || signature != 0x2F || version != 0) {
    return fail(ErrorCode::kCorruptImage, "the WebP's VP8L header is wrong");
  }
  return WebpBitstream{
      .width = (bits & 0x3FFF) + 1, .height = (bits >> 14 & 0x3FFF) + 1, .has_alpha = (bits >> 28 & 1) != 0};
}

}  // namespace pictor::image
