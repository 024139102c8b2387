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

}  // namespace

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
