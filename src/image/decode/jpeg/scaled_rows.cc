#include "image/decode/jpeg/scaled_rows.h"

#include <algorithm>

#include "image/decode/jpeg/row_kernels.h"

namespace pictor::image::jpeg {

ScaledRows::ScaledRows(const Frame& frame, std::unique_ptr<SampleSource> source)
    : frame_(frame), source_(std::move(source)) {
  for (int i = 0; i < frame.components; ++i) {
    samples_.emplace_back(frame, frame.component[i]);
    if (i > 0) chroma_.emplace_back(frame, frame.component[i]);
  }
  if (frame.eighths < kBlockSide) lost_.resize(static_cast<std::size_t>(frame.width));
}

/// Decodes the MCU rows that row `y` needs.
bool ScaledRows::decode_to(int y) {
  int needed = y / (frame_.v_max * frame_.eighths);
  for (std::size_t i = 0; i < chroma_.size(); ++i) {
    const Component& c = frame_.component[i + 1];
    needed = std::max(needed, chroma_[i].last_needed(y) / (c.v * c.down));
  }
  for (; decoded_ <= needed; ++decoded_) {
    if (!source_->decode(decoded_, samples_)) return false;
  }
  return true;
}

void ScaledRows::spread_lost(int block_row) {
  const float* blocks = samples_[0].lost(block_row);
  for (int x = 0; x < frame_.width; x += frame_.eighths) {
    std::fill_n(lost_.data() + x, std::min(frame_.eighths, frame_.width - x), *blocks++);
  }
}

bool ScaledRows::read_row(std::span<std::uint8_t> rgb) {
  const int y = next_++;
  if (!decode_to(y)) return false;
  if (!lost_.empty() && y % frame_.eighths == 0) spread_lost(y / frame_.eighths);
  const std::uint8_t* luma = samples_[0].row(y);
  const auto width = static_cast<std::size_t>(frame_.width);
  if (chroma_.empty()) {
    grey_to_rgb(luma, width, rgb.data());
  } else {
    ycc_to_rgb(luma, chroma_[0].at(y, samples_[1]), chroma_[1].at(y, samples_[2]), width, rgb.data());
  }
  return true;
}

}  // namespace pictor::image::jpeg
