#include <algorithm>
#include <string_view>

#include "image/container/byte_reader.h"
#include "image/container/svg_prolog.h"
#include "image/probe.h"

namespace pictor::image {
namespace {

bool starts_with(Bytes head, std::string_view magic) { return as_text(head).starts_with(magic); }

/// RFC 9649 section 2.4: `RIFF`, the size, `WEBP`.
bool is_webp(Bytes head) {
  return head.size() >= 12 && starts_with(head, "RIFF") && starts_with(head.subspan(8), "WEBP");
}

bool is_avif_brand(std::uint32_t brand) { return brand == fourcc("avif") || brand == fourcc("avis"); }

/// ISO/IEC 23008-12 annex B.4: pictures of HEVC (Main, range extensions, layered), and sequences of it.
bool is_heic_brand(std::uint32_t brand) {
  return brand == fourcc("heic") || brand == fourcc("heix") || brand == fourcc("heim") || brand == fourcc("heis") ||
         brand == fourcc("hevc") || brand == fourcc("hevx");
}

/// ISO/IEC 14496-12 section 4.3: size, `ftyp`, major brand, its version, then compatible brands to the box's end. A
/// major brand such as `mif1` is AVIF or HEIC where a compatible one says so.
bool has_brand(Bytes head, bool (*wanted)(std::uint32_t)) {
  ByteReader reader(head);
  const std::uint32_t size = reader.be32();
  if (reader.be32() != fourcc("ftyp") || size < 16) return false;
  ByteReader brands(head.subspan(8, std::min<std::size_t>(size, head.size()) - 8));
  if (wanted(brands.be32())) return true;
  brands.skip(4);
  while (brands.remaining() >= 4) {
    if (wanted(brands.be32())) return true;
  }
  return false;
}

/// ISO/IEC 18181-1 annex A (a codestream's first bytes) and 18181-2 section 6.1 (the signature box of a container).
bool is_jxl(Bytes head) {
  using namespace std::string_view_literals;
  return starts_with(head, "\xFF\x0A") || starts_with(head, "\0\0\0\x0CJXL \r\n\x87\n"sv);
}

/// TIFF 6.0 section 2: byte order, then 42, or 43 in BigTIFF. (The pointer of a Canon raw file's directory is 16, with
/// `CR` before it.)
bool is_tiff(Bytes head) {
  using namespace std::string_view_literals;
  const bool canon_raw = head.size() >= 10 && starts_with(head.subspan(8), "CR");
  for (const std::string_view magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv}) {
    if (starts_with(head, magic)) return !canon_raw;
  }
  return false;
}

/// `BM` alone is the beginning of many texts: the size of the bitmap's header behind it must be one there is.
bool is_bmp(Bytes head) {
  constexpr std::uint32_t kHeaders[] = {12, 16, 40, 52, 56, 64, 108, 124};
  ByteReader reader(head);
  reader.skip(14);
  return starts_with(head, "BM") && std::ranges::find(kHeaders, reader.le32()) != std::ranges::end(kHeaders);
}

/// Icons begin with numbers only: reserved, type, count, then the first entry, whose picture lies behind all entries.
/// Cursors (type 2) are not taken.
bool is_ico(Bytes head) {
  ByteReader reader(head);
  const bool icon = reader.le16() == 0 && reader.le16() == 1;
  const std::uint32_t count = reader.le16();
  reader.skip(3);
  const bool reserved = reader.u8() == 0;
  const bool planes = reader.le16() <= 1;
  reader.skip(6);
  const std::uint32_t offset = reader.le32();
  return !reader.overrun() && icon && count > 0 && reserved && planes && offset >= 6 + 16 * count;
}

}  // namespace

std::optional<Format> sniff_format(Bytes head) {
  if (starts_with(head, "\xFF\xD8\xFF")) return Format::kJpeg;
  if (starts_with(head, "\x89PNG\r\n\x1A\n")) return Format::kPng;
  if (starts_with(head, "GIF87a") || starts_with(head, "GIF89a")) return Format::kGif;
  if (is_webp(head)) return Format::kWebp;
  if (has_brand(head, is_avif_brand)) return Format::kAvif;
  if (has_brand(head, is_heic_brand)) return Format::kHeic;
  if (is_tiff(head)) return Format::kTiff;
  if (is_bmp(head)) return Format::kBmp;
  if (is_ico(head)) return Format::kIco;
  if (is_jxl(head)) return Format::kJxl;
  if (begins_as_svg(as_text(head))) return Format::kSvg;
  return std::nullopt;
}

}  // namespace pictor::image
