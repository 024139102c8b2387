#include "image/decode/png_reader.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace pictor::image {
namespace {

constexpr std::size_t kSignatureBytes = 8;
constexpr std::uint64_t kFrameBytes = 12;  ///< of a chunk around its payload: length, type, CRC

bool makes_pixels(std::uint32_t type) {
  constexpr std::uint32_t kKinds[] = {fourcc("IHDR"), fourcc("PLTE"), fourcc("tRNS"), fourcc("IDAT"), fourcc("IEND")};
  return std::ranges::find(kKinds, type) != std::ranges::end(kKinds);
}

std::unexpected<Error> corrupt(int status) {
  return fail(ErrorCode::kCorruptImage, "the PNG data is damaged", spng_strerror(status));
}

}  // namespace

PngReader::PngReader(Bytes file) : context_(spng_ctx_new(0)), chunks_(file) {
  if (!context_) std::abort();  // exhausted memory
  pending_ = chunks_.take(kSignatureBytes);
  spng_set_png_stream(context_.get(), &PngReader::on_read, this);
}

Result<spng_ihdr> PngReader::read_header() {
  spng_ihdr header{};
  if (const int status = spng_get_ihdr(context_.get(), &header)) return corrupt(status);
  return header;
}

Result<bool> PngReader::has_transparency() {
  spng_trns transparency{};
  const int status = spng_get_trns(context_.get(), &transparency);
  if (status != 0 && status != SPNG_ECHUNKAVAIL) return corrupt(status);
  return status == 0;
}

Result<void> PngReader::start(spng_format format) {
  const int status = spng_decode_image(context_.get(), nullptr, 0, format, SPNG_DECODE_PROGRESSIVE | SPNG_DECODE_TRNS);
  if (status != 0) return corrupt(status);
  return {};
}

Result<spng_row_info> PngReader::next_row_place() {
  spng_row_info place{};
  if (const int status = spng_get_row_info(context_.get(), &place)) return corrupt(status);
  return place;
}

Result<bool> PngReader::read_row(std::span<std::uint8_t> samples) {
  const int status = spng_decode_scanline(context_.get(), samples.data(), samples.size());
  if (status != 0 && status != SPNG_EOI) return corrupt(status);
  return status == 0;
}

int PngReader::on_read(spng_ctx*, void* reader, void* destination, std::size_t length) {
  auto& self = *static_cast<PngReader*>(reader);
  auto* to = static_cast<std::uint8_t*>(destination);
  while (length > 0) {
    if (self.pending_.empty() && !self.refill()) return SPNG_IO_EOF;
    const std::size_t part = std::min(length, self.pending_.size());
    std::memcpy(to, self.pending_.data(), part);
    self.pending_ = self.pending_.subspan(part);
    to += part;
    length -= part;
  }
  return 0;
}

/// Moves on to the next chunk that makes pixels; false at the end of the file.
bool PngReader::refill() {
  while (!chunks_.at_end()) {
    ByteReader header(chunks_.rest());
    const std::uint64_t size = header.be32() + kFrameBytes;
    const bool shown = makes_pixels(header.be32());
    const Bytes chunk = chunks_.take(size);
    if (!shown || chunk.empty()) continue;
    pending_ = chunk;
    return true;
  }
  return false;
}

}  // namespace pictor::image
