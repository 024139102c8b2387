#pragma once

#include <vector>

#include "image/decode/jpeg/frame.h"
#include "image/decode/jpeg/samples.h"

namespace pictor::image::jpeg {

/// Rows of a component at the picture's size. Halved sides are interpolated between the nearest two samples, three to
/// one, with the roundings of libjpeg's "fancy upsampling" (jdsample.c); other ratios repeat samples, as there.
class ChromaRow {
 public:
  ChromaRow(const Frame& frame, const Component& component);

  /// Row `y` of the picture. Valid until the next call.
  const std::uint8_t* at(int y, const Samples& samples);
  /// The last row of the component that at(y) reads.
  int last_needed(int y) const;

 private:
  int neighbour(int y) const;
  const std::uint8_t* doubled(int y, const Samples& samples);
  const std::uint8_t* repeated(const std::uint8_t* row);

  Component component_;
  int across_ratio_;
  int down_ratio_;
  bool interpolates_across_;
  bool interpolates_down_;
  std::vector<std::uint16_t> blended_;  ///< with a sample before the first
  std::vector<std::uint8_t> row_;
};

}  // namespace pictor::image::jpeg
