#include "image/encode/webp/webp_profile_chunk.h"

#include <webp/mux.h>

#include <memory>

#include "image/color/gamut.h"

namespace pictor::image {
namespace {

struct MuxDelete {
  void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};

struct MuxBytes {
  ~MuxBytes() { WebPDataClear(&data); }
  WebPData data{};
};

}  // namespace

Result<EncodedBytes> webp_in_gamut(EncodedBytes file, Gamut gamut) {
  if (gamut == Gamut::kSrgb) return file;
  constexpr int kBorrow = 0;
  const WebPData plain = {file.data(), file.size()};
  const WebPData profile = {display_p3_icc().data(), display_p3_icc().size()};
  const std::unique_ptr<WebPMux, MuxDelete> mux(WebPMuxCreate(&plain, kBorrow));
  MuxBytes made;
  if (!mux || WebPMuxSetChunk(mux.get(), "ICCP", &profile, kBorrow) != WEBP_MUX_OK ||
      WebPMuxAssemble(mux.get(), &made.data) != WEBP_MUX_OK) {
    return fail(ErrorCode::kInternal, "the WebP could not be written", "its profile");
  }
  return EncodedBytes(made.data.bytes, made.data.bytes + made.data.size);
}

}  // namespace pictor::image
