#include "image/decode/tiff_colors.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "image/color/sample_depth.h"
#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

bool is_lab(TiffColor color) { return color == TiffColor::kLab || color == TiffColor::kIccLab; }

ColorModel model_of(TiffColor color) {
  if (color == TiffColor::kGrey) return ColorModel::kGrey;
  return color == TiffColor::kCmyk ? ColorModel::kCmyk : ColorModel::kRgb;
}

/// The colours of a palette. Some writers store 8 bits in its 16: where no number is larger, they are taken so.
std::vector<std::array<std::uint8_t, 3>> read_palette(const TiffLayout& layout) {
  const std::size_t count = layout.palette.size() / 6;
  std::vector<std::array<std::uint8_t, 3>> colors(256);
  ByteReader reader(layout.palette);
  std::vector<std::uint16_t> numbers(count * 3);
  for (std::uint16_t& number : numbers) number = layout.palette_big_endian ? reader.be16() : reader.le16();
  const bool narrow = std::ranges::all_of(numbers, [](std::uint16_t number) { return number < 256; });
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint16_t number = numbers[c * count + i];
      colors[i][c] = narrow ? static_cast<std::uint8_t>(number) : round_to_8_bits(number);
    }
  }
  return colors;
}

template <class Sample>
constexpr std::uint32_t kFull = std::numeric_limits<Sample>::max();

/// What a colour was before it was multiplied with its alpha.
template <class Sample>
Sample divided(Sample color, Sample alpha) {
  if (alpha == 0) return 0;
  const std::uint64_t value = (std::uint64_t{color} * kFull<Sample> + alpha / 2) / alpha;
  return static_cast<Sample>(std::min<std::uint64_t>(value, kFull<Sample>));
}

/// L*, a*, b* of a TIFF in the codes of ICC v4. Signed a and b: 8 bits are whole numbers, 16 bits are 256ths. With an
/// offset, 16 bits are ICC v2's, whose full L* is 0xFF00.
template <class Sample>
void to_icc_lab(const Sample* from, bool with_offset, std::uint16_t* to) {
  constexpr bool kDeep = sizeof(Sample) == 2;
  const auto ab = [&](Sample code) {
    const double scaled = kDeep ? code / 256.0 : code;
    const double shifted = with_offset ? scaled : (scaled < 128 ? scaled + 128 : scaled - 128);
    return static_cast<std::uint16_t>(std::min(65535.0, shifted * 257 + 0.5));
  };
  const double full_light = kDeep && with_offset ? 0xFF00 : kFull<Sample>;
  to[0] = static_cast<std::uint16_t>(std::min(65535.0, from[0] * 65535.0 / full_light + 0.5));
  to[1] = ab(from[1]);
  to[2] = ab(from[2]);
}

}  // namespace

TiffColors::TiffColors(const TiffLayout& layout, Gamut widest) : layout_(layout) {
  const auto width = static_cast<std::size_t>(layout.width);
  if (is_lab(layout.color)) {
    lab_.emplace();
  } else {
    const auto profile = IccProfile::parse(layout.icc);
    // Of grey there are three of the same; 16 bits of ink are rounded, as only lcms would take more.
    const bool deep = layout.bits == 16 && layout.color != TiffColor::kCmyk;
    conversion_.emplace(profile,
                        SampleLayout{.model = model_of(layout.color),
                                     .channels = layout.color == TiffColor::kCmyk ? 4 : 3,
                                     .bytes = deep ? 2 : 1},
                        3, widest);
  }
  if (layout.color == TiffColor::kPalette) palette_ = read_palette(layout);
  if (layout.bits < 8) unpacked_.resize(width);
  colors_.resize(width * 4);
  if (layout.alpha != TiffAlpha::kNone) {
    alpha_.resize(width);
    rgb_.resize(width * 3);
  }
  const int steps = (1 << std::min(layout.bits, 8)) - 1;
  for (int level = 0; level <= steps; ++level) {
    grey_levels_[static_cast<std::size_t>(level)] = static_cast<std::uint8_t>((level * 255 + steps / 2) / steps);
  }
}

void TiffColors::convert(Bytes samples, std::span<std::uint8_t> row) {
  if (layout_.bits < 8) samples = unpacked(samples);
  if (layout_.bits == 16) {
    split(reinterpret_cast<const std::uint16_t*>(samples.data()));
  } else {
    split(samples.data());
  }
  if (alpha_.empty()) return convert_colors(row.data());
  convert_colors(rgb_.data());
  for (std::size_t x = 0; x < alpha_.size(); ++x) {
    std::memcpy(&row[x * 4], &rgb_[x * 3], 3);
    row[x * 4 + 3] = alpha_[x];
  }
}

/// A byte for each sample of fewer than 8 bits; there is one a pixel. The first is in the highest bits.
Bytes TiffColors::unpacked(Bytes samples) {
  const int bits = layout_.bits;
  const unsigned mask = (1U << bits) - 1;
  for (std::size_t x = 0; x < unpacked_.size(); ++x) {
    const std::size_t bit = x * static_cast<std::size_t>(bits);
    const unsigned code = samples[bit / 8] >> (8 - bits - static_cast<int>(bit % 8)) & mask;
    unpacked_[x] = layout_.color == TiffColor::kGrey ? grey_levels_[code] : static_cast<std::uint8_t>(code);
  }
  return unpacked_;
}

template <class Sample>
void TiffColors::split(const Sample* samples) {
  const bool bytes_out = layout_.color == TiffColor::kCmyk;
  const int stride = is_lab(layout_.color) || !bytes_out ? 3 : 4;
  auto* colors = reinterpret_cast<Sample*>(colors_.data());
  auto* inks = reinterpret_cast<std::uint8_t*>(colors_.data());
  for (std::size_t x = 0; x < layout_.width; ++x, samples += layout_.samples) {
    std::array<Sample, 4> pixel{};
    take_color(samples, pixel.data());
    if (!alpha_.empty()) {
      const Sample alpha = samples[layout_.alpha_sample];
      alpha_[x] = sizeof(Sample) == 2 ? round_to_8_bits(alpha) : static_cast<std::uint8_t>(alpha);
      if (layout_.alpha == TiffAlpha::kAssociated && !is_lab(layout_.color)) {
        for (Sample& color : pixel) color = divided(color, alpha);
      }
    }
    if (is_lab(layout_.color)) {
      to_icc_lab(pixel.data(), layout_.color == TiffColor::kIccLab, &colors_[x * 3]);
    } else if (bytes_out) {
      for (std::size_t c = 0; c < 4; ++c) {
        inks[x * 4 + c] = sizeof(Sample) == 2 ? round_to_8_bits(pixel[c]) : static_cast<std::uint8_t>(pixel[c]);
      }
    } else {
      std::copy_n(pixel.data(), 3, colors + x * static_cast<std::size_t>(stride));
    }
  }
}

template <class Sample>
void TiffColors::take_color(const Sample* pixel, Sample* to) const {
  switch (layout_.color) {
    case TiffColor::kGrey:
      std::fill_n(to, 3, layout_.white_is_zero ? static_cast<Sample>(kFull<Sample> - pixel[0]) : pixel[0]);
      return;
    case TiffColor::kPalette:
      std::copy_n(palette_[pixel[0] & 0xFF].data(), 3, to);
      return;
    case TiffColor::kCmyk:
      std::copy_n(pixel, 4, to);
      return;
    case TiffColor::kRgb:
    case TiffColor::kYcbcr:
    case TiffColor::kLab:
    case TiffColor::kIccLab:
      std::copy_n(pixel, 3, to);
      return;
  }
}

void TiffColors::convert_colors(std::uint8_t* rgb) const {
  if (lab_) {
    lab_->apply(colors_.data(), rgb, layout_.width);
  } else {
    conversion_->apply(colors_.data(), rgb, layout_.width);
  }
}

}  // namespace pictor::image
