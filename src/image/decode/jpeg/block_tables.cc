#include "image/decode/jpeg/block_tables.h"

namespace pictor::image::jpeg {

BlockTables::BlockTables(const Component& component) {
  place.fill(kNowhere);
  for (int k = 0; k < kBlockSize; ++k) {
    const int natural = kZigzag[k];
    const int v = natural / kBlockSide;
    const int u = natural % kBlockSide;
    const std::uint32_t q = component.quant[natural];
    const bool used = v < component.down && u < component.across;
    if (used) last_used = k;
    place[k] = static_cast<std::uint8_t>(paired_index(v, u));
    quant[k] = static_cast<std::int32_t>(q);
    lost[k] = used ? 0 : q * q;
  }
}

}  // namespace pictor::image::jpeg
