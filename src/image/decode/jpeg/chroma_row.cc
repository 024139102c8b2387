#include "image/decode/jpeg/chroma_row.h"

#include <algorithm>

#include "image/decode/jpeg/row_kernels.h"

namespace pictor::image::jpeg {

ChromaRow::ChromaRow(const Frame& frame, const Component& component)
    : component_(component),
      across_ratio_(frame.h_max * frame.eighths / (component.h * component.across)),
      down_ratio_(frame.v_max * frame.eighths / (component.v * component.down)),
      // libjpeg wants three columns to interpolate along rows, except where it only does so down columns.
      interpolates_across_(across_ratio_ == 2 && down_ratio_ <= 2 && component.width > 2),
      interpolates_down_(down_ratio_ == 2 && (across_ratio_ == 1 || interpolates_across_)) {
  if (across_ratio_ == 1 && down_ratio_ == 1) return;
  const auto width = static_cast<std::size_t>(frame.blocks_across(component)) * component.across;
  blended_.resize(width + 2 * kSampleSlack);
  row_.resize(width * across_ratio_ + 2 * kSampleSlack);
}

int ChromaRow::neighbour(int y) const {
  const int row = y / down_ratio_;
  return std::clamp(y % 2 == 0 ? row - 1 : row + 1, 0, component_.height - 1);
}

int ChromaRow::last_needed(int y) const {
  const int row = y / down_ratio_;
  return interpolates_down_ ? std::max(row, neighbour(y)) : row;
}

const std::uint8_t* ChromaRow::at(int y, const Samples& samples) {
  const std::uint8_t* nearest = samples.row(y / down_ratio_);
  if (interpolates_across_ || interpolates_down_) return doubled(y, samples);
  return across_ratio_ == 1 ? nearest : repeated(nearest);
}

const std::uint8_t* ChromaRow::doubled(int y, const Samples& samples) {
  const auto count = static_cast<std::size_t>(component_.width);
  const std::uint8_t* nearest = samples.row(y / down_ratio_);
  std::uint16_t* blended = blended_.data() + 1;
  if (interpolates_down_) {
    blend_rows(nearest, samples.row(neighbour(y)), count, blended);
  } else {
    widen(nearest, count, blended);
  }
  if (!interpolates_across_) {
    quarter(blended, count, y % 2 == 0 ? 1 : 2, row_.data());
    return row_.data();
  }
  blended[-1] = blended[0];
  blended[count] = blended[count - 1];
  double_samples(
      blended, count,
      interpolates_down_ ? Rounding{.even = 8, .odd = 7, .shift = 4} : Rounding{.even = 1, .odd = 2, .shift = 2},
      row_.data());
  return row_.data();
}

const std::uint8_t* ChromaRow::repeated(const std::uint8_t* row) {
  std::uint8_t* out = row_.data();
  for (int x = 0; x < component_.width; ++x, out += across_ratio_) std::fill_n(out, across_ratio_, row[x]);
  return row_.data();
}

}  // namespace pictor::image::jpeg
