#include "image/decode/png/inflater.h"

#include <libdeflate.h>
#include <zlib.h>

#include <cstdlib>
#include <cstring>
#include <limits>

namespace pictor::image {
namespace {

struct DecompressorFree {
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

std::unexpected<Error> damaged(const char* cause) {
  return fail(ErrorCode::kCorruptImage, "the PNG data is damaged", cause);
}

/// The pieces as one, copied to `joined` unless they are one.
Bytes in_one(const std::vector<Bytes>& pieces, PixelBuffer& joined) {
  if (pieces.size() == 1) return pieces.front();
  std::size_t bytes = 0;
  for (const Bytes piece : pieces) bytes += piece.size();
  joined = PixelBuffer(bytes);
  std::uint8_t* to = joined.data();
  for (const Bytes piece : pieces) {
    if (piece.empty()) continue;
    std::memcpy(to, piece.data(), piece.size());
    to += piece.size();
  }
  return {joined.data(), bytes};
}

}  // namespace

struct Inflater::Stream {
  Stream() {
    if (inflateInit(&zlib) != Z_OK) std::abort();  // exhausted memory
  }
  ~Stream() { inflateEnd(&zlib); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  z_stream zlib{};
};

/// libdeflate says no to all but whole streams of exactly the right length; zlib is asked again then, which finds the
/// rows that are there and judges as its header says.
Inflater::Inflater(std::vector<Bytes> pieces, std::size_t inflated_bytes) : pieces_(std::move(pieces)) {
  if (inflated_bytes > kInflateAtOnceBytes || !inflate_at_once(inflated_bytes)) stream_ = std::make_unique<Stream>();
}

Inflater::~Inflater() = default;

bool Inflater::inflate_at_once(std::size_t inflated_bytes) {
  const std::unique_ptr<libdeflate_decompressor, DecompressorFree> decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) std::abort();  // exhausted memory
  PixelBuffer joined;
  const Bytes deflated = in_one(pieces_, joined);
  whole_ = PixelBuffer(inflated_bytes + kInflatePadding);
  const libdeflate_result result = libdeflate_zlib_decompress(decompressor.get(), deflated.data(), deflated.size(),
                                                              whole_.data(), inflated_bytes, nullptr);
  if (result != LIBDEFLATE_SUCCESS) whole_ = {};
  return result == LIBDEFLATE_SUCCESS;
}

Result<std::span<std::uint8_t>> Inflater::next(std::size_t count) {
  if (!stream_) {
    const std::span<std::uint8_t> bytes = whole_.bytes().subspan(given_, count);
    given_ += count;
    return bytes;
  }
  std::vector<std::uint8_t>& part = parts_[turn_];
  turn_ ^= 1U;
  if (part.size() < count + kInflatePadding) part.resize(count + kInflatePadding);
  TRY_VOID(inflate_into(std::span(part).first(count)));
  return std::span(part).first(count);
}

Result<void> Inflater::inflate_into(std::span<std::uint8_t> to) {
  z_stream& zlib = stream_->zlib;
  zlib.next_out = to.data();
  zlib.avail_out = static_cast<uInt>(to.size());
  while (zlib.avail_out > 0) {
    if (zlib.avail_in == 0) {
      if (next_piece_ == pieces_.size()) return damaged("the stream ends early");
      const Bytes piece = pieces_[next_piece_++];  // shorter than 2^31, as PNG's chunks are
      zlib.next_in = const_cast<Bytef*>(piece.data());
      zlib.avail_in = static_cast<uInt>(piece.size());
    }
    const int status = inflate(&zlib, Z_NO_FLUSH);
    if (status == Z_STREAM_END && zlib.avail_out > 0) return damaged("too few rows");
    if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) {
      return damaged(zlib.msg != nullptr ? zlib.msg : "zlib refused");
    }
  }
  return {};
}

}  // namespace pictor::image
