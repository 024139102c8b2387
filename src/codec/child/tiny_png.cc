#include "codec/child/tiny_png.h"

#include <zlib.h>

#include <cstdlib>
#include <string_view>

namespace pictor::codec {
namespace {

using File = std::vector<std::uint8_t>;

void put_u32(File& file, std::uint32_t value) {
  for (int shift : {24, 16, 8, 0}) file.push_back(static_cast<std::uint8_t>(value >> shift));
}

/// Length, type, content, CRC of type and content (PNG specification, section 5.3).
void put_chunk(File& file, std::string_view type, const File& content) {
  put_u32(file, static_cast<std::uint32_t>(content.size()));
  const std::size_t start = file.size();
  file.insert(file.end(), type.begin(), type.end());
  file.insert(file.end(), content.begin(), content.end());
  put_u32(file, static_cast<std::uint32_t>(::crc32(0, file.data() + start, static_cast<uInt>(file.size() - start))));
}

File header(int side) {
  File content;
  put_u32(content, static_cast<std::uint32_t>(side));
  put_u32(content, static_cast<std::uint32_t>(side));
  content.insert(content.end(), {8, 6, 0, 0, 0});  // 8 bits, RGBA, deflate, the five filters, not interlaced
  return content;
}

File rows(int side) {
  File content;
  for (int y = 0; y < side; ++y) {
    content.push_back(0);  // no filter
    for (int x = 0; x < side; ++x)
      for (int sample : {x * 255 / side, y * 255 / side, 128, x * 2 < side ? 255 : 128})
        content.push_back(static_cast<std::uint8_t>(sample));
  }
  return content;
}

File deflated(const File& content) {
  uLongf size = ::compressBound(content.size());
  File packed(size);
  if (::compress(packed.data(), &size, content.data(), content.size()) != Z_OK) std::abort();
  packed.resize(size);
  return packed;
}

}  // namespace

File tiny_png(int side) {
  File file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  put_chunk(file, "IHDR", header(side));
  put_chunk(file, "IDAT", deflated(rows(side)));
  put_chunk(file, "IEND", {});
  return file;
}

}  // namespace pictor::codec
