#include "image/container/av1_sequence_header.h"

#include "image/container/bit_reader.h"
#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

constexpr int kSequenceHeader = 1;
constexpr int kTemporalDelimiter = 2;
constexpr int kMetadata = 5;
constexpr int kPadding = 15;

/// AV1 4.10.5: up to 8 bytes of 7 bits, the lowest first.
std::uint64_t read_leb128(ByteReader& reader) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) {
    const std::uint64_t byte = reader.u8();
    value |= (byte & 0x7F) << (7 * i);
    if ((byte & 0x80) == 0) break;
  }
  return value;
}

/// AV1 5.5.3 and 5.5.4. Returns whether a decoder model is there, with the length of its delays.
struct DecoderModel {
  bool present = false;
  std::size_t delay_bits = 0;
};

DecoderModel skip_timing(BitReader<>& bits) {
  if (!bits.flag()) return {};
  bits.skip(64);  // num_units_in_display_tick, time_scale
  if (bits.flag()) bits.exp_golomb();
  if (!bits.flag()) return {};
  const DecoderModel model{.present = true, .delay_bits = bits.bits(5) + 1};
  bits.skip(32 + 5 + 5);  // num_units_in_decoding_tick, lengths of the other delays
  return model;
}

/// AV1 5.5.1, the loop over operating points.
void skip_operating_points(BitReader<>& bits, const DecoderModel& model, bool display_delays) {
  const std::uint32_t points = bits.bits(5) + 1;
  for (std::uint32_t i = 0; i < points; ++i) {
    bits.skip(12);                       // operating_point_idc
    if (bits.bits(5) > 7) bits.skip(1);  // seq_level_idx, seq_tier
    if (model.present && bits.flag()) bits.skip(2 * model.delay_bits + 1);
    if (display_delays && bits.flag()) bits.skip(4);
  }
}

Result<Av1FrameSize> parse_sequence_header(Bytes payload) {
  BitReader<> bits(payload);
  bits.skip(3 + 1);  // seq_profile, still_picture
  const bool reduced_still_picture = bits.flag();
  if (reduced_still_picture) {
    bits.skip(5);  // seq_level_idx
  } else {
    const DecoderModel model = skip_timing(bits);
    const bool display_delays = bits.flag();
    skip_operating_points(bits, model, display_delays);
  }
  const int width_bits = static_cast<int>(bits.bits(4)) + 1;
  const int height_bits = static_cast<int>(bits.bits(4)) + 1;
  Av1FrameSize size{.max_width = bits.bits(width_bits) + 1};
  size.max_height = bits.bits(height_bits) + 1;
  if (bits.overrun()) return fail(ErrorCode::kCorruptImage, "the AVIF's AV1 sequence header is cut short");
  return size;
}

bool may_precede_sequence_header(int type) {
  return type == kTemporalDelimiter || type == kMetadata || type == kPadding;
}

}  // namespace

Result<Av1FrameSize> read_av1_frame_size(Bytes start) {
  ByteReader reader(start);
  while (!reader.at_end()) {
    const std::uint8_t head = reader.u8();
    const int type = head >> 3 & 15;
    const bool has_extension = (head & 4) != 0;
    const bool has_size = (head & 2) != 0;
    reader.skip(has_extension ? 1 : 0);
    const std::uint64_t size = has_size ? read_leb128(reader) : reader.remaining();
    if (type == kSequenceHeader) return parse_sequence_header(reader.rest());
    if (!may_precede_sequence_header(type)) break;
    reader.skip(size);
  }
  return fail(ErrorCode::kCorruptImage, "the AVIF's picture has no AV1 sequence header");
}

}  // namespace pictor::image
