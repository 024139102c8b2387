#include "image/container/png_chunks.h"

#include <zlib.h>

#include <cctype>
#include <string>

namespace pictor::image {
namespace {

std::string printable(std::uint32_t type) {
  std::string name;
  for (int shift = 24; shift >= 0; shift -= 8) {
    const int letter = static_cast<int>(type >> shift & 0xFF);
    name += std::isalpha(letter) ? static_cast<char>(letter) : '?';
  }
  return name;
}

void append_be32(std::vector<std::uint8_t>& file, std::uint32_t number) {
  for (const int shift : {24, 16, 8, 0}) file.push_back(static_cast<std::uint8_t>(number >> shift));
}

}  // namespace

void append_png_chunk(std::vector<std::uint8_t>& file, const char (&type)[5], Bytes payload) {
  append_be32(file, static_cast<std::uint32_t>(payload.size()));
  const std::size_t checked = file.size();
  file.insert(file.end(), type, type + 4);
  file.insert(file.end(), payload.begin(), payload.end());
  append_be32(file, static_cast<std::uint32_t>(crc32_z(0, file.data() + checked, file.size() - checked)));
}

Result<PngChunk> PngChunks::next() {
  const Bytes from_chunk = reader_.rest();
  const std::uint32_t length = reader_.be32();
  const Bytes checked = reader_.rest();
  PngChunk chunk{.type = reader_.be32()};
  chunk.payload = reader_.take(length);
  const std::uint32_t crc = reader_.be32();
  if (reader_.overrun()) return fail(ErrorCode::kCorruptImage, "the PNG ends before its IEND chunk");

  if (crc32_z(0, checked.data(), length + std::size_t{4}) != crc) {
    return fail(ErrorCode::kCorruptImage, "the PNG's " + printable(chunk.type) + " chunk has a wrong CRC");
  }
  chunk.whole = from_chunk.first(length + std::size_t{12});
  return chunk;
}

}  // namespace pictor::image
