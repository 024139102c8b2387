#include "image/decode/png/png_samples.h"

#include <cstring>

#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

constexpr std::uint8_t kOpaque = 255;

std::uint16_t big_endian_16(const std::uint8_t* from) { return static_cast<std::uint16_t>(from[0] << 8 | from[1]); }

}  // namespace

PngSamples::PngSamples(const PngFile& file) : header_(file.header) {
  const bool transparent = header_.has_alpha() || !file.transparency.empty();
  layout_ = {.model = header_.is_grey() ? ColorModel::kGrey : ColorModel::kRgb,
             .channels = transparent ? 4 : 3,
             .bytes = header_.depth == 16 ? 2 : 1};
  as_stored_ = header_.depth == 8 && header_.samples() == layout_.channels;
  if (header_.color == PngColor::kPalette) {
    fill_palette(file.palette, file.transparency);
    return;
  }
  has_key_ = !file.transparency.empty();
  ByteReader key(file.transparency);
  for (std::uint16_t& sample : key_) {
    sample = static_cast<std::uint16_t>(key.be16() & ((1U << header_.depth) - 1));
    if (header_.is_grey()) break;
  }
  if (header_.color == PngColor::kGrey && header_.depth <= 8) fill_grey_levels();
}

void PngSamples::fill_grey_levels() {
  const unsigned most = (1U << header_.depth) - 1;
  for (unsigned sample = 0; sample <= most; ++sample) {
    const auto level = static_cast<std::uint8_t>(sample * 255 / most);
    look_up_[sample] = {level, level, level, has_key_ && sample == key_[0] ? std::uint8_t{0} : kOpaque};
  }
}

void PngSamples::fill_palette(Bytes colors, Bytes alphas) {
  look_up_.fill({0, 0, 0, kOpaque});
  for (std::size_t i = 0; i < colors.size() / 3; ++i) {
    look_up_[i] = {colors[3 * i], colors[3 * i + 1], colors[3 * i + 2], i < alphas.size() ? alphas[i] : kOpaque};
  }
}

void PngSamples::expand(Bytes samples, std::size_t pixels, std::uint8_t* to) const {
  if (header_.depth == 16) return expand_16_bits(samples, pixels, to);
  if (header_.samples() == 1) return look_up(samples, pixels, to);
  expand_8_bits(samples, pixels, to);
}

void PngSamples::look_up(Bytes samples, std::size_t pixels, std::uint8_t* to) const {
  const auto depth = static_cast<unsigned>(header_.depth);
  const auto channels = static_cast<std::size_t>(layout_.channels);
  const unsigned mask = (1U << depth) - 1;
  const std::uint8_t* from = samples.data();
  unsigned bits_left = 8;
  for (std::size_t x = 0; x < pixels; ++x, to += channels) {
    bits_left -= depth;
    const Rgba& color = look_up_[*from >> bits_left & mask];  // the first pixel is in the high bits
    std::memcpy(to, color.data(), channels);
    if (bits_left == 0) {
      bits_left = 8;
      ++from;
    }
  }
}

/// Two samples: grey and alpha. Three: RGB, with a key or as_stored(). Four are as_stored().
void PngSamples::expand_8_bits(Bytes samples, std::size_t pixels, std::uint8_t* to) const {
  const std::uint8_t* from = samples.data();
  if (as_stored_) {
    std::memcpy(to, from, pixels * static_cast<std::size_t>(layout_.channels));
  } else if (header_.samples() == 2) {
    for (std::size_t x = 0; x < pixels; ++x, from += 2, to += 4) {
      to[0] = to[1] = to[2] = from[0];
      to[3] = from[1];
    }
  } else {
    for (std::size_t x = 0; x < pixels; ++x, from += 3, to += 4) {
      std::memcpy(to, from, 3);
      to[3] = from[0] == key_[0] && from[1] == key_[1] && from[2] == key_[2] ? 0 : kOpaque;
    }
  }
}

void PngSamples::expand_16_bits(Bytes samples, std::size_t pixels, std::uint8_t* to) const {
  const bool grey = header_.is_grey();
  const std::size_t stored = static_cast<std::size_t>(header_.samples()) * 2;
  const std::size_t written = static_cast<std::size_t>(layout_.channels) * 2;
  const std::uint8_t* from = samples.data();
  for (std::size_t x = 0; x < pixels; ++x, from += stored, to += written) {
    std::array<std::uint16_t, 4> pixel{};
    for (std::size_t c = 0; c < 3; ++c) pixel[c] = big_endian_16(from + (grey ? 0 : 2 * c));
    const bool is_key = has_key_ && pixel[0] == key_[0] && (grey || (pixel[1] == key_[1] && pixel[2] == key_[2]));
    pixel[3] = header_.has_alpha() ? big_endian_16(from + stored - 2) : static_cast<std::uint16_t>(is_key ? 0 : 0xFFFF);
    std::memcpy(to, pixel.data(), written);
  }
}

}  // namespace pictor::image
