// Any bytes are probed without a crash; whatever probe() takes, strip_metadata() makes shorter without changing what
// probe() says of the picture.

#include <zlib.h>

#include <cstdlib>

#include "image/container/byte_reader.h"
#include "image/strip.h"

namespace {

using pictor::Bytes;
using pictor::Format;
using pictor::FormatSet;
using namespace pictor::image;

constexpr FormatSet kEveryFormat =
    FormatSet::of(Format::kJpeg, Format::kPng, Format::kGif, Format::kWebp, Format::kAvif, Format::kHeic, Format::kTiff,
                  Format::kBmp, Format::kIco, Format::kJxl, Format::kSvg);

void require(bool holds) {
  if (!holds) std::abort();
}

void check_stripped(Bytes file, const ProbeOutcome& before, const Limits& limits) {
  const auto stripped = strip_metadata(file, before);
  if (!stripped) return;
  require(stripped->size() <= file.size());
  const auto after = probe(*stripped, limits);
  require(after.has_value());
  require(after->facts == before.facts && after->orientation == before.orientation &&
          after->bit_depth == before.bit_depth && after->has_icc == before.has_icc &&
          after->loop_count == before.loop_count);
  require(strip_metadata(*stripped, *after) == *stripped);
}

void check_probe(Bytes file, const Limits& limits) {
  const auto outcome = probe(file, limits);
  if (!outcome) return;
  require(sniff_format(file) == outcome->facts.format);
  require(outcome->facts.width > 0 && outcome->facts.height > 0 && outcome->facts.frames > 0);
  require(std::int64_t{outcome->facts.width} * outcome->facts.height <= limits.max_pixels);
  check_stripped(file, *outcome, limits);
}

/// Gives every chunk of a PNG the CRC that it should have: mutations would hardly ever find it.
std::vector<std::uint8_t> with_right_crcs(Bytes file) {
  std::vector<std::uint8_t> out(file.begin(), file.end());
  ByteReader reader(file);
  reader.skip(8);
  while (!reader.at_end()) {
    const std::uint64_t length = reader.be32();
    const Bytes checked = reader.rest();
    reader.skip(length + 4);
    const std::size_t crc_at = reader.position();
    reader.skip(4);
    if (reader.overrun()) break;
    const auto crc = static_cast<std::uint32_t>(crc32_z(0, checked.data(), length + 4));
    for (std::size_t i = 0; i < 4; ++i) out[crc_at + i] = static_cast<std::uint8_t>(crc >> (24 - 8 * i));
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes file(data, size);
  constexpr Limits kUsual{.inputs = kEveryFormat};
  constexpr Limits kTight{.max_pixels = 10'000,
                          .max_total_pixels = 30'000,
                          .max_frames = 4,
                          .max_side = 500,
                          .max_metadata_bytes = 200,
                          .max_scans = 3,
                          .inputs = kEveryFormat,
                          .max_chunks = 12};
  check_probe(file, kUsual);
  check_probe(file, kTight);
  if (sniff_format(file) == Format::kPng) check_probe(with_right_crcs(file), kUsual);
  return 0;
}
