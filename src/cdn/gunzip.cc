#include "cdn/gunzip.h"

#include <zlib.h>

#include <array>

namespace pictor::cdn {
namespace {

constexpr int kGzipOfLargestWindow = 16 + MAX_WBITS;
constexpr std::size_t kPiece = 64 << 10;

std::unexpected<Error> damaged(std::string cause) {
  return fail(ErrorCode::kUnprocessable, "the file is damaged", std::move(cause));
}

}  // namespace

struct Gunzip::Stream {
  z_stream z{};
  std::array<std::uint8_t, kPiece> piece{};
};

Gunzip::Gunzip(std::int64_t max_bytes, Take take)
    : stream_(std::make_unique<Stream>()), bytes_left_(max_bytes), take_(std::move(take)) {
  if (inflateInit2(&stream_->z, kGzipOfLargestWindow) != Z_OK) std::abort();  // out of memory
}

Gunzip::~Gunzip() { inflateEnd(&stream_->z); }

Result<void> Gunzip::add(Bytes packed) {
  z_stream& z = stream_->z;
  z.next_in = const_cast<Bytef*>(packed.data());  // zlib only reads it
  z.avail_in = static_cast<uInt>(packed.size());
  while (z.avail_in > 0) {
    if (ended_ && inflateReset(&z) != Z_OK) return damaged("inflateReset");
    ended_ = false;
    TRY_VOID(unpack_some());
  }
  return {};
}

/// Until the input is used up or the member ends.
Result<void> Gunzip::unpack_some() {
  z_stream& z = stream_->z;
  do {
    z.next_out = stream_->piece.data();
    z.avail_out = static_cast<uInt>(kPiece);
    const int state = inflate(&z, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
      return damaged(z.msg != nullptr ? z.msg : "inflate");
    const std::size_t made = kPiece - z.avail_out;
    bytes_left_ -= static_cast<std::int64_t>(made);
    if (bytes_left_ < 0) return damaged("it unpacks to more than is allowed");
    take_(Bytes(stream_->piece).first(made));
    ended_ = state == Z_STREAM_END;
  } while (!ended_ && z.avail_out == 0);
  return {};
}

Result<void> Gunzip::finish() {
  if (!ended_) return damaged("its end is missing");
  return {};
}

}  // namespace pictor::cdn
