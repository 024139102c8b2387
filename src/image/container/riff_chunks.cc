#include "image/container/riff_chunks.h"

#include <algorithm>

namespace pictor::image {

RiffChunk RiffChunks::next() {
  RiffChunk chunk{.type = reader_.be32()};
  const std::uint32_t length = reader_.le32();
  chunk.truncated = reader_.overrun() || length > reader_.remaining();
  chunk.payload = reader_.take(std::min<std::uint64_t>(length, reader_.remaining()));
  // The last chunk's padding is left out by some writers and asked for by no decoder.
  if (length % 2 != 0 && !reader_.at_end()) reader_.skip(1);
  return chunk;
}

}  // namespace pictor::image
