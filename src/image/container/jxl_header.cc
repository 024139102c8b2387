#include "image/container/jxl_header.h"

#include <algorithm>
#include <array>

#include "image/container/bit_reader.h"

namespace pictor::image {
namespace {

/// Types of extra channels (table E.7).
constexpr std::uint32_t kAlpha = 0;
constexpr std::uint32_t kSpotColour = 2;
constexpr std::uint32_t kBlack = 4;
constexpr std::uint32_t kColourFilter = 5;

/// One of the four ways to write a number: `bits` bits, plus `offset`; without bits, the offset itself.
struct Choice {
  int bits = 0;
  std::uint32_t offset = 0;
};
using Choices = std::array<Choice, 4>;

/// Of section B.2.
using JxlBits = BitReader<BitOrder::kLowestFirst>;

/// U32() of section B.2.3.
std::uint32_t number(JxlBits& bits, const Choices& choices) {
  const Choice& choice = choices[bits.bits(2)];
  return choice.offset + bits.bits(choice.bits);
}

/// U64() of section B.2.4.
std::uint64_t long_number(JxlBits& bits) {
  switch (bits.bits(2)) {
    case 0:
      return 0;
    case 1:
      return 1 + bits.bits(4);
    case 2:
      return 17 + bits.bits(8);
    default:
      break;
  }
  std::uint64_t value = bits.bits(12);
  for (int shift = 12; shift < 64 && bits.flag(); shift += 8) {
    value |= std::uint64_t{bits.bits(shift == 60 ? 4 : 8)} << shift;
  }
  return value;
}

constexpr std::size_t kHalfFloat = 16;

/// Past the end of every header.
constexpr std::uint64_t kMostExtensionBits = 1 << 30;

constexpr Choices kSide = {{{9, 1}, {13, 1}, {18, 1}, {30, 1}}};
constexpr Choices kEnum = {{{0, 0}, {0, 1}, {4, 2}, {6, 18}}};
constexpr Choices kPreviewEighths = {{{0, 16}, {0, 32}, {5, 1}, {9, 33}}};
constexpr Choices kPreviewSide = {{{6, 1}, {8, 65}, {10, 321}, {12, 1345}}};

/// Width from height by the ratio's number (table A.2).
std::uint32_t width_by_ratio(std::uint32_t ratio, std::uint32_t height) {
  struct Ratio {
    std::uint64_t across, down;
  };
  constexpr std::array<Ratio, 8> kRatios = {{{0, 1}, {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}}};
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(height * kRatios[ratio].across / kRatios[ratio].down, UINT32_MAX));
}

class HeaderParser {
 public:
  explicit HeaderParser(Bytes codestream) : reader_(codestream) {}

  Result<JxlHeader> parse() {
    reader_.skip(16);  // the signature
    take_size(header_.width, header_.height);
    const bool all_default = reader_.flag();
    if (!all_default) take_metadata();
    if (reader_.overrun() || header_.bit_depth > 32) {
      return fail(ErrorCode::kCorruptImage, "the JPEG XL's header is broken");
    }
    return header_;
  }

 private:
  void take_size(std::uint32_t& width, std::uint32_t& height) {
    const bool eighths = reader_.flag();
    const auto side = [&] { return eighths ? 8 * (reader_.bits(5) + 1) : number(reader_, kSide); };
    height = side();
    const std::uint32_t ratio = reader_.bits(3);
    width = ratio == 0 ? side() : width_by_ratio(ratio, height);
  }

  void take_metadata() {
    const bool extra_fields = reader_.flag();
    if (extra_fields) take_extra_fields();
    header_.bit_depth = take_bit_depth();
    reader_.skip(1);  // whether 16 bits are enough inside
    header_.extra_channels = static_cast<int>(number(reader_, {{{0, 0}, {0, 1}, {4, 2}, {12, 1}}}));
    for (int i = 0; i < header_.extra_channels && !reader_.overrun(); ++i) take_extra_channel();
    const bool xyb = reader_.flag();
    const bool default_colours = reader_.flag();
    header_.has_icc = !default_colours && reader_.flag();
    if (header_.has_icc) take_icc_size(extra_fields, xyb);
  }

  /// What lies between the mark of a profile and its size.
  void take_icc_size(bool extra_fields, bool xyb) {
    number(reader_, kEnum);                                                 // RGB, grey or something else
    if (extra_fields && !reader_.flag()) reader_.skip(3 * kHalfFloat + 1);  // brightness
    skip_extensions();
    if (!reader_.flag()) skip_transforms(xyb);
    header_.icc_bytes = long_number(reader_);
  }

  /// One bit each; those that are there tell how many bits they have.
  void skip_extensions() {
    std::uint64_t bits = 0;
    for (std::uint64_t there = long_number(reader_); there != 0; there &= there - 1) {
      bits = std::min(bits + std::min(long_number(reader_), kMostExtensionBits), kMostExtensionBits);
    }
    reader_.skip(bits);
  }

  void skip_transforms(bool xyb) {
    if (xyb && !reader_.flag()) reader_.skip(16 * kHalfFloat);  // from XYB to RGB
    const std::uint32_t filters = reader_.bits(3);              // for enlarging 2, 4 and 8 times
    constexpr std::array<std::size_t, 3> kWeights = {15, 55, 210};
    for (std::size_t i = 0; i < kWeights.size(); ++i) {
      if ((filters >> i & 1U) != 0) reader_.skip(kWeights[i] * kHalfFloat);
    }
  }

  void take_extra_fields() {
    header_.turned = reader_.bits(3) >= 4;
    if (reader_.flag()) {
      std::uint32_t width = 0;
      std::uint32_t height = 0;
      take_size(width, height);  // the size to show it at
    }
    if (reader_.flag()) skip_preview_size();
    if (reader_.flag()) skip_animation();
  }

  void skip_preview_size() {
    const Choices& side = reader_.flag() ? kPreviewEighths : kPreviewSide;
    number(reader_, side);
    if (reader_.bits(3) == 0) number(reader_, side);
  }

  void skip_animation() {
    number(reader_, {{{0, 100}, {0, 1000}, {10, 1}, {30, 1}}});  // ticks
    number(reader_, {{{0, 1}, {0, 1001}, {8, 1}, {10, 1}}});     // by so many a second
    number(reader_, {{{0, 0}, {3, 0}, {16, 0}, {32, 0}}});       // loops
    reader_.skip(1);
  }

  int take_bit_depth() {
    const bool is_float = reader_.flag();
    const Choices choices =
        is_float ? Choices{{{0, 32}, {0, 16}, {0, 24}, {6, 1}}} : Choices{{{0, 8}, {0, 10}, {0, 12}, {6, 1}}};
    const auto depth = static_cast<int>(number(reader_, choices));
    if (is_float) reader_.skip(4);
    return depth;
  }

  void take_extra_channel() {
    std::uint32_t type = kAlpha;
    if (!reader_.flag()) {
      type = number(reader_, kEnum);
      take_bit_depth();
      number(reader_, {{{0, 0}, {0, 3}, {0, 4}, {3, 1}}});                                    // how much smaller it is
      reader_.skip(std::size_t{8} * number(reader_, {{{0, 0}, {4, 0}, {5, 16}, {10, 48}}}));  // its name
      if (type == kAlpha) reader_.skip(1);
      if (type == kSpotColour) reader_.skip(64);
      if (type == kColourFilter) number(reader_, {{{0, 1}, {2, 0}, {4, 3}, {8, 19}}});
    }
    header_.has_alpha |= type == kAlpha;
    header_.has_black |= type == kBlack;
  }

  JxlBits reader_;
  JxlHeader header_;
};

}  // namespace

Result<JxlHeader> read_jxl_header(Bytes codestream) { return HeaderParser(codestream).parse(); }

}  // namespace pictor::image
