#include "image/gain_map/iso_metadata.h"

#include <cmath>
#include <limits>

#include "image/container/byte_reader.h"
#include "image/container/byte_writer.h"

namespace pictor::image {
namespace {

constexpr std::uint8_t kPerChannel = 0x80;
constexpr std::uint8_t kInBaseColours = 0x40;
constexpr std::uint8_t kOneDenominator = 0x08;
constexpr std::uint8_t kBaseIsHdr = 0x04;

/// Reads numerators, each with its denominator or all with the same. A denominator of 0 gives what is not sane.
class FractionReader {
 public:
  FractionReader(ByteReader& reader, bool one_denominator) : reader_(reader) {
    if (one_denominator) denominator_ = reader_.be32();
  }

  double positive() { return over_denominator(reader_.be32()); }
  double any() { return over_denominator(static_cast<std::int32_t>(reader_.be32())); }

 private:
  double over_denominator(double numerator) {
    const std::uint32_t denominator = denominator_ ? *denominator_ : reader_.be32();
    return denominator == 0 ? std::numeric_limits<double>::quiet_NaN() : numerator / denominator;
  }

  ByteReader& reader_;
  std::optional<std::uint32_t> denominator_;
};

GainMapChannel read_channel(FractionReader& fractions) {
  GainMapChannel channel;
  channel.min = fractions.any();
  channel.max = fractions.any();
  channel.gamma = fractions.positive();
  channel.offset_sdr = fractions.any();
  channel.offset_hdr = fractions.any();
  return channel;
}

/// As a fraction whose numerator has 31 bits at most, which is_sane() sees to.
void write_fraction(std::vector<std::uint8_t>& out, double value) {
  std::uint32_t denominator = 1'000'000'000;
  while (std::abs(value) * denominator > std::numeric_limits<std::int32_t>::max()) denominator /= 10;
  append_be32(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::llround(value * denominator))));
  append_be32(out, denominator);
}

}  // namespace

std::optional<IsoGainMap> parse_iso_gain_map(Bytes metadata) {
  ByteReader reader(metadata);
  const std::uint16_t minimum_version = reader.be16();
  reader.skip(2);  // the writer's version
  const std::uint8_t flags = reader.u8();
  if (minimum_version != 0 || (flags & kBaseIsHdr) != 0) return std::nullopt;
  FractionReader fractions(reader, (flags & kOneDenominator) != 0);
  IsoGainMap map{.parameters = {}, .in_base_colours = (flags & kInBaseColours) != 0};
  GainMapParameters& parameters = map.parameters;
  parameters.capacity_min = fractions.positive();
  parameters.capacity_max = fractions.positive();
  parameters.channels.fill(read_channel(fractions));
  if ((flags & kPerChannel) != 0) {
    parameters.channels[1] = read_channel(fractions);
    parameters.channels[2] = read_channel(fractions);
  }
  if (reader.overrun() || !is_sane(parameters)) return std::nullopt;
  return map;
}

std::vector<std::uint8_t> iso_gain_map(const GainMapParameters& parameters) {
  std::vector<std::uint8_t> out = iso_gain_map_version();
  const bool per_channel = parameters.is_per_channel();
  out.push_back(per_channel ? kPerChannel | kInBaseColours : kInBaseColours);
  write_fraction(out, parameters.capacity_min);
  write_fraction(out, parameters.capacity_max);
  for (std::size_t i = 0; i < (per_channel ? parameters.channels.size() : 1); ++i) {
    const GainMapChannel& channel = parameters.channels[i];
    for (const double value : {channel.min, channel.max, channel.gamma, channel.offset_sdr, channel.offset_hdr}) {
      write_fraction(out, value);
    }
  }
  return out;
}

std::vector<std::uint8_t> iso_gain_map_version() {
  std::vector<std::uint8_t> out;
  append_text(out, kIsoGainMap);
  append_be32(out, 0);  // the minimum version and the writer's, 16 bits each
  return out;
}

}  // namespace pictor::image
