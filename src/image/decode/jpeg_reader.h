#pragma once

// clang-format off: jpeglib.h wants FILE and size_t declared before it
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <csetjmp>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::image {

/// libjpeg-turbo on bytes in memory, with its errors as values. libjpeg jumps out of its functions on an error, so
/// nothing with a destructor may live inside the calls that are run under guarded(). Not movable: libjpeg keeps
/// pointers into it.
///
/// Damage (data that ends early, codes that mean nothing) is an error even where libjpeg would go on with a guess.
/// Oddities that leave the pixels alone (bytes between segments, an odd Adobe or JFIF version) are not.
class JpegReader {
 public:
  explicit JpegReader(Bytes file);
  ~JpegReader();
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  /// The headers up to the first scan. kUnprocessable for processes that libjpeg-turbo lacks.
  Result<void> read_header();
  /// The embedded ICC profile, if there is one. After read_header().
  std::vector<std::uint8_t> icc_profile();
  /// Starts decoding at `eighths`/8 of the size into `color_space`.
  Result<void> start(int eighths, J_COLOR_SPACE color_space);
  /// One row of output_width x output_components bytes.
  Result<void> read_row(std::uint8_t* row);
  /// Reads on to the end of the image, whose last row was read.
  Result<void> finish();

  const jpeg_decompress_struct& state() const { return jpeg_; }

 private:
  struct ErrorState : jpeg_error_mgr {
    std::jmp_buf escape;
  };
  static void on_error(j_common_ptr jpeg);
  static void on_message(j_common_ptr jpeg, int level);
  template <class Call>
  Result<void> guarded(const Call& call);
  Error failure() const;

  Bytes file_;
  jpeg_decompress_struct jpeg_{};
  ErrorState errors_;
};

}  // namespace pictor::image
