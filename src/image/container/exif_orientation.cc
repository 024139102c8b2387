#include "image/container/exif_orientation.h"

#include <string_view>

#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

constexpr std::string_view kJpegPrefix("Exif\0\0", 6);
constexpr std::uint16_t kOrientationTag = 0x0112;
constexpr std::uint16_t kShort = 3;
constexpr std::uint16_t kLong = 4;

/// A TIFF stream in either byte order.
class TiffReader {
 public:
  TiffReader(Bytes bytes, bool big_endian) : reader_(bytes), big_endian_(big_endian) {}
  bool overrun() const { return reader_.overrun(); }
  void skip(std::uint64_t count) { reader_.skip(count); }
  std::uint16_t u16() { return big_endian_ ? reader_.be16() : reader_.le16(); }
  std::uint32_t u32() { return big_endian_ ? reader_.be32() : reader_.le32(); }

 private:
  ByteReader reader_;
  bool big_endian_;
};

/// The value in a directory entry's four bytes; some writers store the orientation as LONG.
std::uint32_t inline_value(TiffReader& tiff, std::uint16_t type) {
  if (type == kLong) return tiff.u32();
  const std::uint32_t value = tiff.u16();
  tiff.skip(2);
  return type == kShort ? value : 0;
}

Orientation orientation_in_first_directory(TiffReader tiff) {
  tiff.skip(2);  // the byte order, known already
  if (tiff.u16() != 42) return Orientation::kNormal;
  const std::uint32_t directory = tiff.u32();
  if (directory < 8) return Orientation::kNormal;
  tiff.skip(directory - 8);
  const int entries = tiff.u16();
  for (int i = 0; i < entries && !tiff.overrun(); ++i) {
    const std::uint16_t tag = tiff.u16();
    const std::uint16_t type = tiff.u16();
    tiff.skip(4);  // the count: an orientation is one value whatever is said here
    const std::uint32_t value = inline_value(tiff, type);
    if (tag != kOrientationTag) continue;
    const bool valid = !tiff.overrun() && value >= 1 && value <= 8;
    return valid ? static_cast<Orientation>(value) : Orientation::kNormal;
  }
  return Orientation::kNormal;
}

}  // namespace

Orientation exif_orientation(Bytes exif) {
  if (as_text(exif).starts_with(kJpegPrefix)) exif = exif.subspan(kJpegPrefix.size());
  const std::string_view text = as_text(exif);
  if (text.starts_with("II")) return orientation_in_first_directory(TiffReader(exif, false));
  if (text.starts_with("MM")) return orientation_in_first_directory(TiffReader(exif, true));
  return Orientation::kNormal;
}

}  // namespace pictor::image
