#pragma once

#include <memory>
#include <span>
#include <vector>

#include "image/decode/jpeg/chroma_row.h"
#include "image/decode/jpeg/samples.h"

namespace pictor::image::jpeg {

/// A frame's pixels row by row: RGB, and the variance that the scale lost under each of them.
class ScaledRows {
 public:
  /// `frame` must outlive it.
  ScaledRows(const Frame& frame, std::unique_ptr<SampleSource> source);

  /// Fills the next row, 3 x width bytes. False where the source's data are not what they should be.
  bool read_row(std::span<std::uint8_t> rgb);
  /// After the last row: whether the file ends as it should.
  bool ends_well() { return source_->ends_well(); }
  /// Of the row read last, a value a pixel in squared levels; empty at full size.
  std::span<const float> lost_variance() const { return lost_; }

 private:
  bool decode_to(int y);
  void spread_lost(int block_row);

  const Frame& frame_;
  std::unique_ptr<SampleSource> source_;
  std::vector<Samples> samples_;
  std::vector<ChromaRow> chroma_;
  std::vector<float> lost_;
  int decoded_ = 0;  ///< MCU rows
  int next_ = 0;     ///< row
};

}  // namespace pictor::image::jpeg
