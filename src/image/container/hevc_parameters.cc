#include "image/container/hevc_parameters.h"

#include <algorithm>

#include "image/container/bit_reader.h"
#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

constexpr int kVideoParameters = 32;
constexpr int kSequenceParameters = 33;
constexpr int kPictureParameters = 34;
/// Bytes that a configuration has before its number of arrays: profile, level, chroma, depth, frame rate.
constexpr std::size_t kConfigurationHead = 21;
/// A sequence's size stands in its first bytes, whatever its sub-layers say.
constexpr std::size_t kSequenceReach = 512;

std::unexpected<Error> broken() { return fail(ErrorCode::kCorruptImage, "the HEIC's HEVC configuration is broken"); }

/// Without the 3 after two zeros, which keeps start codes out of the data (section 7.3.1.1).
std::vector<std::uint8_t> unescaped(Bytes nal) {
  std::vector<std::uint8_t> payload;
  int zeros = 0;
  for (const std::uint8_t byte : nal.first(std::min(nal.size(), kSequenceReach))) {
    if (zeros >= 2 && byte == 3) {
      zeros = 0;
      continue;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    payload.push_back(byte);
  }
  return payload;
}

/// profile_tier_level() of section 7.3.3: 88 bits of profile and 8 of level, then the same for the sub-layers that say
/// so.
void skip_profile(BitReader<>& reader, std::uint32_t sub_layers) {
  reader.skip(96);
  std::size_t more = 0;
  for (std::uint32_t i = 0; i < sub_layers; ++i) more += reader.bits(1) * 88 + reader.bits(1) * 8;
  if (sub_layers > 0) reader.skip(std::size_t{2} * (8 - sub_layers));
  reader.skip(more);
}

Result<HevcSequence> read_sequence(Bytes nal) {
  const std::vector<std::uint8_t> payload = unescaped(nal);
  BitReader<> reader(payload);
  reader.skip(16 + 4);  // the NAL unit's header, the VPS
  const std::uint32_t sub_layers = reader.bits(3);
  reader.skip(1);
  if (sub_layers > 6) return broken();
  skip_profile(reader, sub_layers);
  reader.exp_golomb();  // the set's number
  const std::uint32_t chroma = reader.exp_golomb();
  if (chroma == 3) reader.skip(1);
  HevcSequence sequence{.coded_width = reader.exp_golomb()};
  sequence.coded_height = reader.exp_golomb();
  if (reader.bits(1) != 0) {
    for (int side = 0; side < 4; ++side) reader.exp_golomb();  // the window that is shown
  }
  const std::uint32_t luma_depth = reader.exp_golomb();
  const std::uint32_t chroma_depth = reader.exp_golomb();
  if (reader.overrun() || chroma > 3 || luma_depth > 8 || chroma_depth > 8) return broken();
  sequence.bit_depth = static_cast<int>(8 + std::max(luma_depth, chroma_depth));
  if (sequence.bit_depth > 12) return fail(ErrorCode::kUnprocessable, "HEIC of more than 12 bits is not supported");
  return sequence;
}

}  // namespace

int hevc_nal_type(Bytes nal) { return nal.size() < 2 ? -1 : nal[0] >> 1 & 63; }

Result<HevcConfiguration> read_hevc_configuration(Bytes payload) {
  ByteReader reader(payload);
  reader.skip(kConfigurationHead);
  HevcConfiguration configuration{.length_bytes = (reader.u8() & 3) + 1};
  if (configuration.length_bytes == 3) return broken();
  const int arrays = reader.u8();
  for (int array = 0; array < arrays; ++array) {
    reader.skip(1);  // the type, which each unit repeats
    const int units = reader.be16();
    for (int unit = 0; unit < units && !reader.overrun(); ++unit) {
      const Bytes nal = reader.take(reader.be16());
      const int type = hevc_nal_type(nal);
      if (type >= kVideoParameters && type <= kPictureParameters) configuration.parameter_sets.push_back(nal);
    }
  }
  if (reader.overrun()) return broken();
  return configuration;
}

Result<HevcSequence> largest_hevc_sequence(const HevcConfiguration& configuration) {
  HevcSequence largest;
  for (const Bytes nal : configuration.parameter_sets) {
    if (hevc_nal_type(nal) != kSequenceParameters) continue;
    const HevcSequence sequence = TRY(read_sequence(nal));
    largest.coded_width = std::max(largest.coded_width, sequence.coded_width);
    largest.coded_height = std::max(largest.coded_height, sequence.coded_height);
    largest.bit_depth = std::max(largest.bit_depth, sequence.bit_depth);
  }
  if (largest.coded_width == 0) return broken();
  return largest;
}

}  // namespace pictor::image
