#pragma once

namespace pictor::image::vp8 {

/// Blocks that the kernels take together.
inline constexpr int kBlocksAtOnce = 4;

}  // namespace pictor::image::vp8
