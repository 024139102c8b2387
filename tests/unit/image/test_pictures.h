#pragma once
// Pictures for the tests of resizing and encoding, and the way back from a file.

#include <cmath>
#include <functional>

#include "image/decode/decode_file.h"
#include "image/metric/ssimulacra2.h"
#include "image/picture.h"
#include "support/fakes.h"

namespace pictor::test {

/// The level of channel `c` at pixel (x, y).
using PixelRule = std::function<int(int x, int y, int c)>;

inline image::Picture draw(int width, int height, int channels, const PixelRule& rule) {
  image::Picture picture(width, height, channels);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        picture.row(y)[x * channels + c] = static_cast<std::uint8_t>(rule(x, y, c));
      }
    }
  }
  return picture;
}

/// Every sample random: the hardest input for a filter.
inline image::Picture draw_noise(int width, int height, int channels) {
  image::Picture picture(width, height, channels);
  CountingRandom random;
  random.fill(picture.pixels());
  return picture;
}

/// Smooth and structured, like a photograph; opaque.
inline image::Picture draw_scene(int width, int height, int channels = 3) {
  return draw(width, height, channels, [&](int x, int y, int c) {
    if (c == 3) return 255;
    const double wave = std::sin(x * 0.11 + c) + std::cos(y * 0.07 - c) + std::sin(x * y * 0.0009);
    return static_cast<int>(128 + 40 * wave);
  });
}

/// The picture in a file that the tested code wrote; aborts when it is not one.
inline image::Picture decode(Bytes file) { return image::decode_file(file).value(); }

/// SSIMULACRA 2.1 of a picture of the same size.
inline double score(const image::PictureView& reference, const image::PictureView& shown) {
  return image::ssimulacra2(image::for_metric(reference), image::for_metric(shown)).value();
}

/// Root of the mean squared difference of all samples, in levels; the pictures are of one shape.
inline double distance(const image::PictureView& a, const image::PictureView& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(a.pixels[i] - b.pixels[i], 2);
  return std::sqrt(sum / static_cast<double>(a.size()));
}

inline bool identical(const image::PictureView& a, const image::PictureView& b) {
  return a.width == b.width && a.height == b.height && a.channels == b.channels &&
         std::equal(a.pixels, a.pixels + a.size(), b.pixels);
}

}  // namespace pictor::test
