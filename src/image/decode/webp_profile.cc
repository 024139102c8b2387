#include "image/decode/webp_profile.h"

#include <webp/demux.h>

#include <memory>

namespace pictor::image {
namespace {

struct DemuxerDelete {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};

}  // namespace

std::optional<IccProfile> webp_profile(Bytes file) {
  const WebPData data = {file.data(), file.size()};
  const std::unique_ptr<WebPDemuxer, DemuxerDelete> demuxer(WebPDemux(&data));
  if (!demuxer || (WebPDemuxGetI(demuxer.get(), WEBP_FF_FORMAT_FLAGS) & ICCP_FLAG) == 0) return std::nullopt;
  WebPChunkIterator chunk{};
  if (!WebPDemuxGetChunk(demuxer.get(), "ICCP", 1, &chunk)) return std::nullopt;
  auto profile = IccProfile::parse({chunk.chunk.bytes, chunk.chunk.size});
  WebPDemuxReleaseChunkIterator(&chunk);
  return profile;
}

}  // namespace pictor::image
