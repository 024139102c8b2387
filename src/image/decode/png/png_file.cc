#include "image/decode/png/png_file.h"

#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

constexpr std::uint64_t kSignatureBytes = 8;

PngHeader read_header(Bytes payload) {
  ByteReader reader(payload);
  PngHeader header{.width = reader.be32(), .height = reader.be32(), .depth = reader.u8()};
  header.color = static_cast<PngColor>(reader.u8());
  reader.skip(2);  // methods of compression and filtering: there is one of each
  header.interlaced = reader.u8() == 1;
  return header;
}

/// PNG sections 11.2.2 and 11.3.1.1.
Result<void> check_palette(const PngFile& png) {
  if (png.header.color != PngColor::kPalette || png.palette.size() / 3 <= std::size_t{1} << png.header.depth) return {};
  return fail(ErrorCode::kCorruptImage, "the PNG's palette has more colours than its pixels can name");
}

/// One that does not go with the colours is ignored, as other decoders do.
bool is_transparency(const PngFile& png, std::size_t bytes) {
  switch (png.header.color) {
    case PngColor::kGrey:
      return bytes == 2;
    case PngColor::kRgb:
      return bytes == 6;
    case PngColor::kPalette:
      return bytes <= png.palette.size() / 3;
    case PngColor::kGreyAlpha:
    case PngColor::kRgbAlpha:
      return false;
  }
  return false;
}

}  // namespace

Result<PngFile> read_png_file(Bytes file) {
  PngFile png;
  ByteReader reader(file);
  reader.skip(kSignatureBytes);
  for (std::uint32_t type = 0; !reader.at_end() && type != fourcc("IEND");) {
    const std::uint32_t length = reader.be32();
    type = reader.be32();
    const Bytes payload = reader.take(length);
    reader.skip(4);  // the CRC, which probe() checked
    if (type == fourcc("IHDR")) png.header = read_header(payload);
    if (type == fourcc("PLTE")) png.palette = payload;
    if (type == fourcc("IDAT")) png.data.push_back(payload);
    const bool first = png.data.empty() && png.transparency.empty();
    if (type == fourcc("tRNS") && first && is_transparency(png, payload.size())) png.transparency = payload;
  }
  TRY_VOID(check_palette(png));
  return png;
}

}  // namespace pictor::image
