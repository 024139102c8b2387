#include <array>

#include "image/container/container_strips.h"
#include "image/container/riff_chunks.h"

namespace pictor::image {
namespace {

constexpr std::size_t kRiffHead = 12;
constexpr std::size_t kFrameHead = 16;
constexpr std::uint8_t kExifFlag = 0x08;
constexpr std::uint8_t kXmpFlag = 0x04;

void put_le32(std::vector<std::uint8_t>& out, std::size_t at, std::size_t value) {
  for (std::size_t i = 0; i < 4; ++i) out[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

/// Starts a chunk whose length end_chunk() fills in; returns where its payload starts.
std::size_t begin_chunk(std::vector<std::uint8_t>& out, std::uint32_t type) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(type >> shift));
  out.resize(out.size() + 4);
  return out.size();
}

void end_chunk(std::vector<std::uint8_t>& out, std::size_t payload_at) {
  put_le32(out, payload_at - 4, out.size() - payload_at);
  if (out.size() % 2 != 0) out.push_back(0);
}

void append_chunk(std::vector<std::uint8_t>& out, const RiffChunk& chunk) {
  const std::size_t payload_at = begin_chunk(out, chunk.type);
  append(out, chunk.payload);
  end_chunk(out, payload_at);
}

bool is_picture(std::uint32_t type) {
  return type == fourcc("VP8 ") || type == fourcc("VP8L") || type == fourcc("ALPH");
}

/// The canvas, no longer announcing what is left out.
void append_canvas(std::vector<std::uint8_t>& out, const RiffChunk& canvas) {
  const std::size_t at = out.size();
  append_chunk(out, canvas);
  out[at + 8] &= static_cast<std::uint8_t>(~(kExifFlag | kXmpFlag));
}

/// An animation frame with its alpha and picture; unknown chunks may be in it too (RFC 9649 section 2.7.1.6).
void append_frame(std::vector<std::uint8_t>& out, Bytes frame) {
  const std::size_t payload_at = begin_chunk(out, fourcc("ANMF"));
  append(out, frame.first(kFrameHead));
  RiffChunks chunks(frame.subspan(kFrameHead));
  while (!chunks.at_end()) {
    const RiffChunk chunk = chunks.next();
    if (is_picture(chunk.type)) append_chunk(out, chunk);
  }
  end_chunk(out, payload_at);
}

void append_stripped(std::vector<std::uint8_t>& out, const RiffChunk& chunk) {
  if (chunk.type == fourcc("VP8X")) {
    append_canvas(out, chunk);
  } else if (chunk.type == fourcc("ANMF")) {
    append_frame(out, chunk.payload);
  } else if (is_picture(chunk.type) || chunk.type == fourcc("ANIM") || chunk.type == fourcc("ICCP")) {
    append_chunk(out, chunk);
  }
}

}  // namespace

Result<std::vector<std::uint8_t>> strip_webp(Bytes file) {
  std::vector<std::uint8_t> out;
  out.reserve(file.size());
  append(out, file.first(kRiffHead));
  ByteReader riff_size(file.subspan(4));
  // The size counts from `WEBP`; it was checked to be inside the file.
  RiffChunks chunks(file.subspan(kRiffHead, riff_size.le32() + std::size_t{8} - kRiffHead));
  while (!chunks.at_end()) {
    append_stripped(out, chunks.next());
  }
  put_le32(out, 4, out.size() - 8);
  return out;
}

}  // namespace pictor::image
