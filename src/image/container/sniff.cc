#include <algorithm>
#include <string_view>

#include "image/container/byte_reader.h"
#include "image/probe.h"

namespace pictor::image {
namespace {

bool starts_with(Bytes head, std::string_view magic) { return as_text(head).starts_with(magic); }

/// RFC 9649 section 2.4: `RIFF`, the size, `WEBP`.
bool is_webp(Bytes head) {
  return head.size() >= 12 && starts_with(head, "RIFF") && starts_with(head.subspan(8), "WEBP");
}

bool is_avif_brand(std::uint32_t brand) { return brand == fourcc("avif") || brand == fourcc("avis"); }

/// ISO/IEC 14496-12 section 4.3: size, `ftyp`, major brand, its version, then compatible brands to the box's end. A
/// major brand such as `mif1` is AVIF where a compatible one says so.
bool is_avif(Bytes head) {
  ByteReader reader(head);
  const std::uint32_t size = reader.be32();
  if (reader.be32() != fourcc("ftyp") || size < 16) return false;
  ByteReader brands(head.subspan(8, std::min<std::size_t>(size, head.size()) - 8));
  if (is_avif_brand(brands.be32())) return true;
  brands.skip(4);
  while (brands.remaining() >= 4) {
    if (is_avif_brand(brands.be32())) return true;
  }
  return false;
}

}  // namespace

std::optional<Format> sniff_format(Bytes head) {
  if (starts_with(head, "\xFF\xD8\xFF")) return Format::kJpeg;
  if (starts_with(head, "\x89PNG\r\n\x1A\n")) return Format::kPng;
  if (starts_with(head, "GIF87a") || starts_with(head, "GIF89a")) return Format::kGif;
  if (is_webp(head)) return Format::kWebp;
  if (is_avif(head)) return Format::kAvif;
  return std::nullopt;
}

}  // namespace pictor::image
