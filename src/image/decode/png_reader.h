#pragma once

#include <spng.h>

#include <memory>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/byte_reader.h"

namespace pictor::image {

/// libspng on a file in memory. It is shown only the chunks that make pixels (IHDR, PLTE, tRNS, IDAT, IEND), because it
/// would inflate all text and refuse the file for an odd date; colour chunks are read by png_color_profile().
/// Not movable: libspng keeps a pointer into it.
class PngReader {
 public:
  explicit PngReader(Bytes file);
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  /// Errors of all: kCorruptImage.
  Result<spng_ihdr> read_header();
  /// Whether one colour, or palette entries, are transparent. After read_header().
  Result<bool> has_transparency();
  /// Starts decoding rows of `format`, transparency applied.
  Result<void> start(spng_format format);
  /// Where the next row of samples belongs; `pass` is Adam7's, 0 where there is no interlacing.
  Result<spng_row_info> next_row_place();
  /// The samples of that row: of its pass alone, side by side. False when it was the last.
  Result<bool> read_row(std::span<std::uint8_t> samples);

 private:
  struct ContextFree {
    void operator()(spng_ctx* context) const { spng_ctx_free(context); }
  };
  static int on_read(spng_ctx* context, void* reader, void* destination, std::size_t length);
  bool refill();

  std::unique_ptr<spng_ctx, ContextFree> context_;
  ByteReader chunks_;  ///< at the next chunk of the file
  Bytes pending_;      ///< of what is shown, not yet read by libspng
};

}  // namespace pictor::image
