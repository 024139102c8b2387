#include "image/encode/webp/coded_frame.h"

#include <algorithm>
#include <cstdlib>

namespace pictor::image::vp8 {

void Levels::add(const CodedBlock& block, BlockKind kind, int first) {
  auto* bands = counts_[static_cast<std::size_t>(kind)].data();
  const std::int16_t* levels = block.levels.data();
  int context = block.context;
  constexpr int kMost = 1 + 3 * kBlockSize;
  std::uint8_t bytes[kMost];
  std::uint8_t* to = bytes;
  *to++ = static_cast<std::uint8_t>(block.end | context << kContextShift);
  for (int n = first; n < block.end; ++n) {
    const int level = levels[n];
    const int magnitude = std::abs(level);
    ++bands[kBandOf.data()[n]].data()[context].data()[token_of(magnitude)];
    context = context_after(magnitude);
    if (magnitude < -kEscape) {
      *to++ = static_cast<std::uint8_t>(level);
    } else {
      for (const int byte : {int{kEscape}, level, level >> 8}) *to++ = static_cast<std::uint8_t>(byte);
    }
  }
  const int end = std::max<int>(block.end, first);
  if (end < kBlockSize) ++bands[kBandOf[end]][context][kEndOfBlock];
  bytes_.insert(bytes_.end(), bytes, to);
}

CodedBlock Levels::Reader::next(int first) {
  CodedBlock block;
  block.end = *at_ & ((1 << kContextShift) - 1);
  block.context = *at_++ >> kContextShift;
  for (int n = first; n < block.end; ++n) {
    const auto byte = static_cast<std::int8_t>(*at_++);
    block.levels[n] = std::int16_t{byte};
    if (byte == kEscape) {
      block.levels[n] = static_cast<std::int16_t>(at_[0] | at_[1] << 8);
      at_ += 2;
    }
  }
  return block;
}

}  // namespace pictor::image::vp8
