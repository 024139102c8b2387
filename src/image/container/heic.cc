#include "image/container/container_probes.h"
#include "image/container/heic_codec.h"
#include "image/container/hevc_parameters.h"

namespace pictor::image {
namespace {

Result<HeifCodedSize> hevc_coded_size(Bytes configuration, Bytes) {
  const HevcConfiguration parsed = TRY(read_hevc_configuration(configuration));
  const HevcSequence sequence = TRY(largest_hevc_sequence(parsed));
  return HeifCodedSize{.width = sequence.coded_width, .height = sequence.coded_height, .bit_depth = sequence.bit_depth};
}

}  // namespace

constexpr HeifCodec kHevc = {.name = "HEIC",
                             .format = Format::kHeic,
                             .item_type = fourcc("hvc1"),
                             .coding = "HEVC",
                             .configuration = fourcc("hvcC"),
                             .crops = true,
                             .coded_size = hevc_coded_size};

Result<ProbeOutcome> probe_heic(Bytes file, const Limits& limits) {
  HeifStill still = TRY(walk_heif(file, limits, kHevc));
  return still.outcome;
}

}  // namespace pictor::image
