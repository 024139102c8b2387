#include <algorithm>
#include <array>

#include "image/container/container_strips.h"
#include "image/container/png_chunks.h"

namespace pictor::image {
namespace {

/// Chunks that say what the pixels and their colours are (PNG third edition section 11), animation included.
constexpr std::array kKept = {
    fourcc("IHDR"), fourcc("PLTE"), fourcc("IDAT"), fourcc("IEND"), fourcc("tRNS"), fourcc("gAMA"),
    fourcc("cHRM"), fourcc("sRGB"), fourcc("iCCP"), fourcc("sBIT"), fourcc("cICP"), fourcc("mDCV"),
    fourcc("cLLI"), fourcc("acTL"), fourcc("fcTL"), fourcc("fdAT"),
};

bool is_kept(std::uint32_t type) { return std::ranges::find(kKept, type) != kKept.end(); }

}  // namespace

Result<std::vector<std::uint8_t>> strip_png(Bytes file) {
  std::vector<std::uint8_t> out;
  out.reserve(file.size());
  append(out, file.first(8));
  PngChunks chunks(file);
  for (;;) {
    const PngChunk chunk = TRY(chunks.next());
    if (is_kept(chunk.type)) append(out, chunk.whole);
    if (chunk.type == fourcc("IEND")) return out;
  }
}

}  // namespace pictor::image
