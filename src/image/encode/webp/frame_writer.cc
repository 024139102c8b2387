#include "image/encode/webp/frame_writer.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "image/encode/webp/bool_writer.h"

namespace pictor::image::vp8 {
namespace {

std::uint8_t probability_of_no(std::size_t no, std::size_t all) {
  return static_cast<std::uint8_t>(std::clamp<std::size_t>(all == 0 ? 128 : (no * 256 + all / 2) / all, 1, 255));
}

/// A number that is told as its magnitude and sign behind a flag that it is not zero.
void put_optional(BoolCoder& to, int value, int bits) {
  to.put(value != 0, 128);
  if (value == 0) return;
  to.put_bits(static_cast<unsigned>(std::abs(value)), bits);
  to.put(value < 0, 128);
}

/// Chances in the tree that tells a segment: of 0 or 1, of 0 among these, of 2 among the others (RFC 6386, 9.3 and 10).
using SegmentProbabilities = std::array<std::uint8_t, kSegments - 1>;
constexpr std::array<TreeIndex, 6> kSegmentTree = {2, 4, 0, -1, -2, -3};

constexpr auto kSegmentCodes = leaf_codes(kSegmentTree);
constexpr auto kLumaModeCodes = leaf_codes(kLumaModeTree);
constexpr auto kChromaModeCodes = leaf_codes(kChromaModeTree);
constexpr auto kBlockModeCodes = leaf_codes(kBlockModeTree);

SegmentProbabilities segment_probabilities(const std::vector<MacroblockModes>& macroblocks) {
  std::array<std::size_t, kSegments> counts{};
  for (const MacroblockModes& modes : macroblocks) ++counts[modes.segment];
  const std::size_t lower = counts[0] + counts[1];
  return {probability_of_no(lower, macroblocks.size()), probability_of_no(counts[0], lower),
          probability_of_no(counts[2], macroblocks.size() - lower)};
}

/// RFC 6386, 9.3.
void put_segments(BoolCoder& to, const FrameSettings& settings, const SegmentProbabilities& probabilities) {
  to.put(true, 128);  // there are segments,
  to.put(true, 128);  // whose map is told,
  to.put(true, 128);  // and what they are,
  to.put(true, 128);  // in absolute numbers
  for (const Segment& segment : settings.segments) put_optional(to, segment.quantiser, 7);
  for (const Segment& segment : settings.segments) put_optional(to, segment.filter, 6);
  for (const std::uint8_t probability : probabilities) {
    to.put(probability != 255, 128);
    if (probability != 255) to.put_bits(probability, 8);
  }
}

/// RFC 6386, 9.6: loop filter; 9.7: quantisers.
void put_filter_and_quantisers(BoolCoder& to, const FrameSettings& settings) {
  const auto stronger = [](const Segment& a, const Segment& b) { return a.filter < b.filter; };
  to.put(false, 128);  // the normal filter
  to.put_bits(static_cast<unsigned>(std::ranges::max_element(settings.segments, stronger)->filter), 6);
  to.put_bits(static_cast<unsigned>(settings.filter_sharpness), 3);
  to.put(false, 128);  // the same for all modes
  to.put_bits(0, 2);   // one partition of tokens
  to.put_bits(static_cast<unsigned>(settings.segments[0].quantiser), 7);
  const QuantiserDeltas& deltas = settings.deltas;
  for (const int delta : {deltas.luma_dc, deltas.luma_dcs_dc, deltas.luma_dcs_ac, deltas.chroma_dc, deltas.chroma_ac}) {
    put_optional(to, delta, 4);
  }
}

/// RFC 6386, 13.4.
void put_probabilities(BoolCoder& to, const TokenProbabilities& probabilities) {
  for (int kind = 0; kind < kBlockKinds; ++kind) {
    for (int band = 0; band < kBands; ++band) {
      for (int context = 0; context < kContexts; ++context) {
        for (int node = 0; node < kTokenNodes; ++node) {
          const std::uint8_t wanted = probabilities[kind][band][context][node];
          const bool changed = wanted != kDefaultTokenProbabilities[kind][band][context][node];
          to.put(changed, kTokenUpdateProbabilities[kind][band][context][node]);
          if (changed) to.put_bits(wanted, 8);
        }
      }
    }
  }
}

/// RFC 6386, section 11 and 19.3: one macroblock.
void put_modes(BoolCoder& to, const MacroblockModes& modes, const MacroblockModes& above, const MacroblockModes& left) {
  to.put_leaf(kLumaModeCodes[modes.luma], kLumaModeProbabilities);
  if (modes.luma == kByBlocks) {
    for (int block = 0; block < 16; ++block) {
      const int up = block < 4 ? above.blocks[block + 12] : modes.blocks[block - 4];
      const int back = block % 4 == 0 ? left.blocks[block + 3] : modes.blocks[block - 1];
      to.put_leaf(kBlockModeCodes[modes.blocks[block]], kBlockModeProbabilities[up][back]);
    }
  }
  to.put_leaf(kChromaModeCodes[modes.chroma], kChromaModeProbabilities);
}

void put_all_modes(BoolWriter& to, const CodedFrame& frame, const SegmentProbabilities& segments, int not_skipped) {
  const std::size_t wide = (frame.width + kMacroblockSide - 1) / kMacroblockSide;
  const MacroblockModes outside;
  for (std::size_t i = 0; i < frame.macroblocks.size(); ++i) {
    const MacroblockModes& modes = frame.macroblocks[i];
    to.burst([&](BoolCoder& coder) {
      coder.put_leaf(kSegmentCodes[modes.segment], segments);
      coder.put(modes.skipped, not_skipped);
      put_modes(coder, modes, i < wide ? outside : frame.macroblocks[i - wide],
                i % wide == 0 ? outside : frame.macroblocks[i - 1]);
    });
  }
}

EncodedBytes first_partition(const CodedFrame& frame, const TokenProbabilities& probabilities) {
  const SegmentProbabilities segments = segment_probabilities(frame.macroblocks);
  const auto coded = static_cast<std::size_t>(
      std::ranges::count_if(frame.macroblocks, [](const MacroblockModes& modes) { return !modes.skipped; }));
  const std::uint8_t not_skipped = probability_of_no(coded, frame.macroblocks.size());
  BoolWriter to;
  to.burst([&](BoolCoder& coder) {
    coder.put(false, 128);  // YUV as BT.601 has it
    coder.put(false, 128);  // decoders must clamp
    put_segments(coder, frame.settings, segments);
    put_filter_and_quantisers(coder, frame.settings);
    coder.put(false, 128);  // probabilities serve this frame alone
  });
  to.burst([&](BoolCoder& coder) { put_probabilities(coder, probabilities); });
  to.burst([&](BoolCoder& coder) {
    coder.put(true, 128);  // macroblocks without coefficients say so
    coder.put_bits(not_skipped, 8);
  });
  put_all_modes(to, frame, segments, not_skipped);
  return to.finish();
}

/// RFC 6386, 13.2: a level, where the end of the block is ruled out.
void put_level(BoolCoder& to, int level, const std::uint8_t* p) {
  const int magnitude = std::abs(level);
  to.put(magnitude > 0, p[1]);
  if (magnitude == 0) return;
  to.put(magnitude > 1, p[2]);
  if (magnitude > 1) {
    to.put(magnitude > 4, p[3]);
    if (magnitude <= 4) {
      to.put(magnitude > 2, p[4]);
      if (magnitude > 2) to.put(magnitude > 3, p[5]);
    } else {
      to.put(magnitude > 10, p[6]);
      const Token token = token_of(magnitude);
      if (magnitude <= 10) {
        to.put(token == kCategory2, p[7]);
      } else {
        to.put(token >= kCategory5, p[8]);
        token >= kCategory5 ? to.put(token == kCategory6, p[10]) : to.put(token == kCategory4, p[9]);
      }
      const Category& category = kCategories[token - kCategory1];
      const int extra = magnitude - category.least;
      for (int i = 0; i < category.bits; ++i) {
        to.put((extra >> (category.bits - 1 - i) & 1) != 0, category.probabilities[i]);
      }
    }
  }
  to.put(level < 0, 128);
}

/// RFC 6386, section 13.
void put_block(BoolCoder& to, const CodedBlock& block, int first, const BandProbabilities& bands) {
  const std::int16_t* levels = block.levels.data();
  int context = block.context;
  for (int n = first; n < kBlockSize; ++n) {
    const std::uint8_t* nodes = bands.data()[kBandOf.data()[n]].data()[context % kAfterZero].data();
    if (context != kAfterZero) {
      to.put(n < block.end, nodes[0]);
      if (n >= block.end) return;
    }
    put_level(to, levels[n], nodes);
    context = context_after(std::abs(levels[n]));
  }
}

EncodedBytes token_partition(const CodedFrame& frame, const TokenProbabilities& probabilities) {
  BoolWriter to;
  Levels::Reader from(frame.levels);
  const auto put = [&](int count, BlockKind kind, int first) {
    const auto& bands = probabilities[static_cast<std::size_t>(kind)];
    for (int i = 0; i < count; ++i) {
      const CodedBlock block = from.next(first);
      to.burst([&](BoolCoder& coder) { put_block(coder, block, first, bands); });
    }
  };
  for (const MacroblockModes& modes : frame.macroblocks) {
    if (modes.skipped) continue;
    if (modes.luma == kByBlocks) {
      put(16, BlockKind::kLuma, 0);
    } else {
      put(1, BlockKind::kLumaDcs, 0);
      put(16, BlockKind::kLumaWithoutDc, 1);
    }
    put(8, BlockKind::kChroma, 0);
  }
  return to.finish();
}

void append_little_endian(EncodedBytes& file, std::size_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) file.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void append_name(EncodedBytes& file, const char (&name)[5]) { file.insert(file.end(), name, name + 4); }

}  // namespace

Result<EncodedBytes> write_webp(const CodedFrame& frame) {
  const TokenProbabilities probabilities = probabilities_for(frame.levels.counts());
  const EncodedBytes first = first_partition(frame, probabilities);
  if (first.size() > kFirstPartitionLimit) {
    return fail(ErrorCode::kUnprocessable, "too large a picture for lossy WebP");
  }
  const EncodedBytes tokens = token_partition(frame, probabilities);
  constexpr std::size_t kFrameHeader = 10;
  constexpr std::size_t kChunkHeader = 8;
  const std::size_t payload = kFrameHeader + first.size() + tokens.size();
  const std::size_t padding = payload % 2;
  EncodedBytes file;
  file.reserve(payload + padding + 2 * kChunkHeader + 4);
  append_name(file, "RIFF");
  append_little_endian(file, 4 + kChunkHeader + payload + padding, 4);
  append_name(file, "WEBP");
  append_name(file, "VP8 ");
  append_little_endian(file, payload, 4);
  constexpr std::size_t kShownKeyFrame = 1 << 4;  // version 0
  append_little_endian(file, kShownKeyFrame | first.size() << 5, 3);
  append_little_endian(file, 0x2A019D, 3);
  append_little_endian(file, static_cast<std::size_t>(frame.width), 2);
  append_little_endian(file, static_cast<std::size_t>(frame.height), 2);
  file.insert(file.end(), first.begin(), first.end());
  file.insert(file.end(), tokens.begin(), tokens.end());
  file.insert(file.end(), padding, 0);
  return file;
}

}  // namespace pictor::image::vp8
