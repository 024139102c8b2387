#pragma once

#include <optional>
#include <vector>

#include "image/container/png_header.h"
#include "image/decode/png/inflater.h"

namespace pictor::image {

/// The rows of samples of one picture, in the order they are stored: of a PNG's IDAT chunks or of one APNG frame's fdAT
/// payloads behind their sequence numbers, `header` then having the frame's size. Borrows the data.
class PngRows {
 public:
  /// Samples of `pixels` pixels as the colour type and depth pack them, valid until the next call; `y` is the row of
  /// the picture and `pass` Adam7's, 0 where there is no interlacing.
  struct Row {
    Bytes samples;
    std::uint32_t pixels = 0;
    std::uint32_t y = 0;
    std::size_t pass = 0;
  };

  PngRows(const PngHeader& header, std::vector<Bytes> data);

  /// The next row; nullopt when there are no more. Errors: kCorruptImage.
  Result<std::optional<Row>> next();

 private:
  void enter_pass(std::size_t pass);

  PngHeader header_;
  Inflater inflater_;
  std::size_t pass_ = 0;
  std::uint32_t pass_width_ = 0;  ///< 0: no pass is left
  std::uint32_t next_y_ = 0;
  std::uint32_t step_y_ = 1;
  const std::uint8_t* above_ = nullptr;
};

}  // namespace pictor::image
