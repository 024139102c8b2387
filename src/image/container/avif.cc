// AVIF (AOM, v1.1.0): HEIF with AV1.

#include "image/container/av1_sequence_header.h"
#include "image/container/container_probes.h"
#include "image/container/heif_walk.h"

namespace pictor::image {
namespace {

/// AV1 codec configuration (AV1-ISOBMFF section 2.3.3): the third byte holds the depth's flags. Decoders allocate what
/// the bitstream announces, not what the container says.
Result<HeifCodedSize> av1_coded_size(Bytes configuration, Bytes start) {
  if (configuration.size() < 4) {
    return fail(ErrorCode::kCorruptImage, "the AVIF's picture has no AV1 configuration");
  }
  const std::uint8_t flags = configuration[2];
  const bool is_deep = (flags & 0x40) != 0;
  const bool is_twelve_bit = (flags & 0x20) != 0;
  const Av1FrameSize size = TRY(read_av1_frame_size(start));
  return HeifCodedSize{
      .width = size.max_width, .height = size.max_height, .bit_depth = is_deep ? (is_twelve_bit ? 12 : 10) : 8};
}

constexpr HeifCodec kAv1 = {.name = "AVIF",
                            .format = Format::kAvif,
                            .item_type = fourcc("av01"),
                            .coding = "AV1",
                            .configuration = fourcc("av1C"),
                            .coded_size = av1_coded_size};

}  // namespace

Result<ProbeOutcome> probe_avif(Bytes file, const Limits& limits) {
  HeifStill still = TRY(walk_heif(file, limits, kAv1));
  return still.outcome;
}

}  // namespace pictor::image
