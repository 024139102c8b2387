#include "support/hand_made_files.h"

#include <zlib.h>

#include <algorithm>
#include <string_view>

namespace pictor::test {
namespace {

FileBytes deflated(Bytes raw) {
  uLongf size = compressBound(raw.size());
  FileBytes out(size);
  compress2(out.data(), &size, raw.data(), raw.size(), 1);
  out.resize(size);
  return out;
}

FileBytes frame_control(std::uint32_t sequence, std::uint32_t left, std::uint32_t width, ApngDispose dispose,
                        std::uint8_t over = 0) {
  return png_chunk("fcTL", join({be32(sequence), be32(width), be32(1), be32(left), be32(0), be16(1), be16(4),
                                 FileBytes{dispose, over}}));
}

}  // namespace

FileBytes tiff(std::vector<TiffEntry> entries, Bytes data) {
  const std::uint32_t data_at = 8 + 2 + 12 * (static_cast<std::uint32_t>(entries.size()) + 2) + 4;
  entries.insert(std::ranges::find_if(entries, [](const TiffEntry& e) { return e.tag > 273; }), {273, 4, data_at});
  entries.insert(std::ranges::find_if(entries, [](const TiffEntry& e) { return e.tag > 279; }),
                 {279, 4, static_cast<std::uint32_t>(data.size())});
  FileBytes file =
      join({as_bytes(std::string_view("II*\0", 4)), le32(8), le16(static_cast<std::uint32_t>(entries.size()))});
  for (const TiffEntry& e : entries) file = join({file, le16(e.tag), le16(e.type), le32(1), le32(e.value)});
  return join({file, le32(8), data});  // the next directory is this one again
}

FileBytes tiff_of(std::uint32_t bits, std::uint32_t photometric, std::uint32_t samples, Bytes data,
                  std::uint32_t compression, std::uint32_t orientation) {
  return tiff({{256, 4, 2},
               {257, 4, 1},
               {258, 3, bits},
               {259, 3, compression},
               {262, 3, photometric},
               {274, 3, orientation},
               {277, 3, samples}},
              data);
}

FileBytes bmp_info_header(std::uint32_t width, std::uint32_t height, std::uint32_t bits, std::uint32_t packing) {
  return join({le32(40), le32(width), le32(height), le16(1), le16(bits), le32(packing), FileBytes(20, 0)});
}

FileBytes bmp(Bytes header, Bytes palette, Bytes pixels) {
  const auto at = static_cast<std::uint32_t>(14 + header.size() + palette.size());
  return join({as_bytes("BM"), le32(0), le32(0), le32(at), header, palette, pixels});
}

FileBytes ico(Bytes picture) {
  return join({FileBytes{0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0}, le16(24),
               le32(static_cast<std::uint32_t>(picture.size())), le32(22), picture});
}

FileBytes apng(ApngDispose second, std::uint8_t alpha, std::uint8_t over, std::uint32_t last_sequence) {
  const FileBytes red = {0, 255, 0, 0, 255, 255, 0, 0, 255};
  const FileBytes green = {0, 0, 255, 0, alpha};
  const FileBytes blue = {0, 0, 0, 255, 255};
  return join({png_signature(), png_chunk("IHDR", png_header(2, 1, 8, 6)), png_chunk("acTL", join({be32(3), be32(5)})),
               frame_control(0, 0, 2, kKeep), png_chunk("IDAT", deflated(red)), frame_control(1, 0, 1, second, over),
               png_chunk("fdAT", join({be32(2), deflated(green)})), frame_control(last_sequence, 1, 1, kKeep),
               png_chunk("fdAT", join({be32(last_sequence + 1), deflated(blue)})), png_chunk("IEND", {})});
}

}  // namespace pictor::test
