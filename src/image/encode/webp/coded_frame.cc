#include "image/encode/webp/coded_frame.h"

#include <algorithm>
#include <cstdlib>

namespace pictor::image::vp8 {

void Levels::add(const CodedBlock& block, BlockKind kind, int first) {
  auto& bands = counts_[static_cast<std::size_t>(kind)];
  int context = block.context;
  bytes_.push_back(static_cast<std::uint8_t>(block.end | context << kContextShift));
  for (int n = first; n < block.end; ++n) {
    const int level = block.levels[n];
    const int magnitude = std::abs(level);
    ++bands[kBandOf[n]][context][token_of(magnitude)];
    context = context_after(magnitude);
    if (magnitude < -kEscape) {
      bytes_.push_back(static_cast<std::uint8_t>(level));
    } else {
      for (const int byte : {int{kEscape}, level, level >> 8}) bytes_.push_back(static_cast<std::uint8_t>(byte));
    }
  }
  const int end = std::max<int>(block.end, first);
  if (end < kBlockSize) ++bands[kBandOf[end]][context][kEndOfBlock];
}

CodedBlock Levels::Reader::next(int first) {
  CodedBlock block;
  block.end = *at_ & ((1 << kContextShift) - 1);
  block.context = *at_++ >> kContextShift;
  for (int n = first; n < block.end; ++n) {
    const auto byte = static_cast<std::int8_t>(*at_++);
    block.levels[n] = byte;
    if (byte == kEscape) {
      block.levels[n] = static_cast<std::int16_t>(at_[0] | at_[1] << 8);
      at_ += 2;
    }
  }
  return block;
}

}  // namespace pictor::image::vp8
