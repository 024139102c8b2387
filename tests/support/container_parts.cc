#include "support/container_parts.h"

#include <zlib.h>

namespace pictor::test {
namespace {

FileBytes big_endian(std::uint32_t value, int bytes) {
  FileBytes out;
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  return out;
}

FileBytes little_endian(std::uint32_t value, int bytes) {
  FileBytes out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  return out;
}

std::uint32_t size_of(Bytes bytes) { return static_cast<std::uint32_t>(bytes.size()); }

}  // namespace

FileBytes join(std::initializer_list<Bytes> parts) {
  FileBytes out;
  for (const Bytes part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

FileBytes be16(std::uint32_t value) { return big_endian(value, 2); }
FileBytes be32(std::uint32_t value) { return big_endian(value, 4); }
FileBytes le16(std::uint32_t value) { return little_endian(value, 2); }
FileBytes le24(std::uint32_t value) { return little_endian(value, 3); }
FileBytes le32(std::uint32_t value) { return little_endian(value, 4); }

Bytes png_signature() { return as_bytes("\x89PNG\r\n\x1A\n"); }

FileBytes png_chunk(std::string_view type, Bytes payload) {
  const FileBytes checked = join({as_bytes(type), payload});
  const auto crc = static_cast<std::uint32_t>(crc32_z(0, checked.data(), checked.size()));
  return join({be32(size_of(payload)), checked, be32(crc)});
}

FileBytes png_header(std::uint32_t width, std::uint32_t height, std::uint8_t depth, std::uint8_t color_type) {
  const FileBytes rest = {depth, color_type, 0, 0, 0};
  return join({be32(width), be32(height), rest});
}

FileBytes jpeg_segment(std::uint8_t marker, Bytes payload) {
  const FileBytes code = {0xFF, marker};
  return join({code, be16(size_of(payload) + 2), payload});
}

FileBytes jpeg_frame_header(std::uint8_t marker, std::uint32_t width, std::uint32_t height, int components) {
  FileBytes payload = join({as_bytes("\x08"), be16(height), be16(width)});
  payload.push_back(static_cast<std::uint8_t>(components));
  for (int id = 1; id <= components; ++id) payload.insert(payload.end(), {static_cast<std::uint8_t>(id), 0x11, 0});
  return jpeg_segment(marker, payload);
}

FileBytes jpeg_scan() {
  const FileBytes header = {1, 1, 0, 0, 63, 0};
  const FileBytes entropy = {0x12, 0x34, 0xFF, 0x00, 0x56};
  return join({jpeg_segment(0xDA, header), entropy});
}

FileBytes riff_chunk(std::string_view type, Bytes payload) {
  FileBytes out = join({as_bytes(type), le32(size_of(payload)), payload});
  if (payload.size() % 2 != 0) out.push_back(0);
  return out;
}

FileBytes riff_file(Bytes chunks) {
  return join({as_bytes("RIFF"), le32(size_of(chunks) + 4), as_bytes("WEBP"), chunks});
}

FileBytes bmff_box(std::string_view type, Bytes payload) {
  return join({be32(size_of(payload) + 8), as_bytes(type), payload});
}

FileBytes exif_with_orientation(int orientation, bool big) {
  const auto u16 = [big](std::uint32_t value) { return big ? be16(value) : le16(value); };
  const auto u32 = [big](std::uint32_t value) { return big ? be32(value) : le32(value); };
  constexpr std::uint32_t kTag = 0x0112;
  constexpr std::uint32_t kShort = 3;
  const FileBytes entry = join({u16(kTag), u16(kShort), u32(1), u16(static_cast<std::uint32_t>(orientation)), u16(0)});
  return join({as_bytes(big ? "MM" : "II"), u16(42), u32(8), u16(1), entry, u32(0)});
}

}  // namespace pictor::test
