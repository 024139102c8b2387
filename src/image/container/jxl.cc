// JPEG XL (ISO/IEC 18181): a codestream, bare or in boxes. Where a codestream ends only its decoding tells.

#include "image/container/container_probes.h"
#include "image/container/jxl_codestream.h"
#include "image/container/jxl_header.h"

namespace pictor::image {
namespace {

/// Enough for the header of a picture with the few extra channels that are taken, whatever their names.
constexpr std::size_t kHeaderReach = 8192;

/// A codec process has 1.5 GiB. For a pixel of three channels libjxl fills 6 to 26 bytes (the most where a lossless
/// picture is coded coarse to fine), for one with alpha 36 to 40: another channel counts twice.
constexpr std::int64_t kMostSamples = 144'000'000;

Result<void> check_samples(const JxlHeader& header) {
  const std::int64_t samples = std::int64_t{header.width} * header.height * (3 + 2 * header.extra_channels);
  if (samples <= kMostSamples) return {};
  return fail_limit(ErrorCode::kTooManyPixels,
                    "the JPEG XL has too many samples: those of colour, and twice those of other channels",
                    kMostSamples, samples);
}

}  // namespace

Result<ProbeOutcome> probe_jxl(Bytes file, const Limits& limits) {
  ContainerBudget budget(limits);
  const JxlCodestream codestream = TRY(find_jxl_codestream(file, budget));
  const JxlHeader header = TRY(read_jxl_header(codestream.joined(kHeaderReach)));
  TRY_VOID(check_frame_size(header.width, header.height, limits));
  TRY_VOID(check_samples(header));
  TRY_VOID(budget.take_metadata(header.icc_bytes));
  if (header.has_black) return fail(ErrorCode::kUnsupportedType, "CMYK JPEG XL is not supported");
  ProbeOutcome outcome{.facts = {.format = Format::kJxl, .has_alpha = header.has_alpha},
                       .bit_depth = header.bit_depth,
                       .has_icc = header.has_icc};
  // libjxl turns the pixels itself.
  set_size(outcome, header.turned ? header.height : header.width, header.turned ? header.width : header.height);
  return outcome;
}

}  // namespace pictor::image
