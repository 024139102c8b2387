#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "image/pixel_pool.h"

namespace pictor::image {

/// A picture that inflates to no more than this is inflated at once, by libdeflate in half of zlib's time; a larger one
/// comes out of zlib piece by piece.
inline constexpr std::size_t kInflateAtOnceBytes = std::size_t{64} << 20;
/// Bytes behind what next() gives that may be read and written.
inline constexpr std::size_t kInflatePadding = 16;

/// A zlib stream that lies in pieces, of a known number of bytes inflated. Borrows the pieces.
///
/// What follows the bytes asked for is of no account, as for other decoders: a missing checksum or further data do no
/// harm; a checksum that is there and wrong does.
class Inflater {
 public:
  Inflater(std::vector<Bytes> pieces, std::size_t inflated_bytes);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// The next `count` bytes, at most inflated_bytes in all; valid, with the bytes given by the call before, until the
  /// call after the next; the caller may change them. Errors: kCorruptImage.
  Result<std::span<std::uint8_t>> next(std::size_t count);

 private:
  struct Stream;
  bool inflate_at_once(std::size_t inflated_bytes);
  Result<void> inflate_into(std::span<std::uint8_t> to);

  std::vector<Bytes> pieces_;
  std::size_t next_piece_ = 0;
  std::unique_ptr<Stream> stream_;  ///< null: all is in whole_
  PixelBuffer whole_;
  std::size_t given_ = 0;  ///< of whole_
  std::vector<std::uint8_t> parts_[2];
  std::size_t turn_ = 0;
};

}  // namespace pictor::image
