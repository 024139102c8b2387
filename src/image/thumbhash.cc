#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "image/placeholder.h"

namespace pictor::image {
namespace {

/// Luminance, yellow-blue, red-green and alpha: the format's four planes, 0..1 or -1..1.
struct Planes {
  std::array<std::vector<float>, 4> plane;
  bool has_alpha = false;
};

/// The mean colour of what is not transparent; what lies behind the rest.
std::array<float, 3> mean_color(const PictureView& picture) {
  std::array<float, 3> sum{};
  float weight = 0;
  for (const std::uint8_t *p = picture.pixels, *end = p + picture.size(); p < end; p += picture.channels) {
    const float alpha = picture.channels == 4 ? p[3] / 255.0F : 1.0F;
    for (int c = 0; c < 3; ++c) sum[c] += alpha / 255.0F * p[c];
    weight += alpha;
  }
  if (weight > 0) {
    for (float& channel : sum) channel /= weight;
  }
  return sum;
}

Planes planes_of(const PictureView& picture) {
  const std::array<float, 3> mean = mean_color(picture);
  Planes planes;
  for (const std::uint8_t *p = picture.pixels, *end = p + picture.size(); p < end; p += picture.channels) {
    const float alpha = picture.channels == 4 ? p[3] / 255.0F : 1.0F;
    std::array<float, 3> rgb{};
    for (int c = 0; c < 3; ++c) rgb[c] = mean[c] * (1 - alpha) + alpha / 255.0F * p[c];
    planes.plane[0].push_back((rgb[0] + rgb[1] + rgb[2]) / 3);
    planes.plane[1].push_back((rgb[0] + rgb[1]) / 2 - rgb[2]);
    planes.plane[2].push_back(rgb[0] - rgb[1]);
    planes.plane[3].push_back(alpha);
    planes.has_alpha = planes.has_alpha || alpha < 1;
  }
  return planes;
}

/// Cosine coefficients of one plane: the mean, then the triangle of lowest frequencies, normalised by the largest.
struct Channel {
  float dc = 0;
  float scale = 0;
  std::vector<float> ac;
};

/// Sum of plane x cos(horizontal) x cos(vertical) for one pair of frequencies, per pixel.
float coefficient(const std::vector<float>& plane, int width, int height, int cx, int cy) {
  std::vector<float> across(width);
  for (int x = 0; x < width; ++x) {
    across[x] = std::cos(std::numbers::pi_v<float> / static_cast<float>(width) * static_cast<float>(cx) *
                         (static_cast<float>(x) + 0.5F));
  }
  float sum = 0;
  for (int y = 0; y < height; ++y) {
    const float down = std::cos(std::numbers::pi_v<float> / static_cast<float>(height) * static_cast<float>(cy) *
                                (static_cast<float>(y) + 0.5F));
    for (int x = 0; x < width; ++x) sum += plane[static_cast<std::size_t>(y) * width + x] * across[x] * down;
  }
  return sum / static_cast<float>(width * height);
}

Channel transform(const std::vector<float>& plane, int width, int height, int nx, int ny) {
  Channel channel;
  for (int cy = 0; cy < ny; ++cy) {
    for (int cx = 0; cx * ny < nx * (ny - cy); ++cx) {
      const float value = coefficient(plane, width, height, cx, cy);
      if (cx == 0 && cy == 0) {
        channel.dc = value;
        continue;
      }
      channel.ac.push_back(value);
      channel.scale = std::max(channel.scale, std::abs(value));
    }
  }
  if (channel.scale > 0) {
    for (float& value : channel.ac) value = 0.5F + 0.5F / channel.scale * value;
  }
  return channel;
}

unsigned in_steps(float value, float steps) { return static_cast<unsigned>(std::lround(steps * value)); }

void append_header(std::string& hash, unsigned value, int bytes) {
  for (int i = 0; i < bytes; ++i) hash.push_back(static_cast<char>(value >> (8 * i) & 255));
}

/// Four bits a coefficient, the first of a pair in the low half.
class Nibbles {
 public:
  explicit Nibbles(std::string& hash) : hash_(hash) {}
  void append(const Channel& channel) {
    for (const float value : channel.ac) {
      const unsigned nibble = in_steps(value, 15);
      if (high_) {
        hash_.back() = static_cast<char>(static_cast<unsigned char>(hash_.back()) | nibble << 4);
      } else {
        hash_.push_back(static_cast<char>(nibble));
      }
      high_ = !high_;
    }
  }

 private:
  std::string& hash_;
  bool high_ = false;
};

}  // namespace

std::string thumbhash(const PictureView& small) {
  const int width = small.width;
  const int height = small.height;
  const Planes planes = planes_of(small);
  const int limit = planes.has_alpha ? 5 : 7;  // fewer luminance coefficients make room for alpha
  const auto longest = static_cast<float>(std::max(width, height));
  const auto terms = [&](int side) {
    return std::max(1, static_cast<int>(std::lround(static_cast<float>(limit * side) / longest)));
  };
  const int lx = terms(width);
  const int ly = terms(height);
  const Channel l = transform(planes.plane[0], width, height, std::max(3, lx), std::max(3, ly));
  const Channel p = transform(planes.plane[1], width, height, 3, 3);
  const Channel q = transform(planes.plane[2], width, height, 3, 3);
  const bool landscape = width > height;

  std::string hash;
  append_header(hash,
                in_steps(l.dc, 63) | in_steps(0.5F + 0.5F * p.dc, 63) << 6 | in_steps(0.5F + 0.5F * q.dc, 63) << 12 |
                    in_steps(l.scale, 31) << 18 | (planes.has_alpha ? 1U << 23 : 0U),
                3);
  append_header(hash,
                static_cast<unsigned>(landscape ? ly : lx) | in_steps(p.scale, 63) << 3 | in_steps(q.scale, 63) << 9 |
                    (landscape ? 1U << 15 : 0U),
                2);
  Nibbles nibbles(hash);
  if (planes.has_alpha) {
    const Channel a = transform(planes.plane[3], width, height, 5, 5);
    hash.push_back(static_cast<char>(in_steps(a.dc, 15) | in_steps(a.scale, 15) << 4));
    nibbles.append(l);
    nibbles.append(p);
    nibbles.append(q);
    nibbles.append(a);
  } else {
    nibbles.append(l);
    nibbles.append(p);
    nibbles.append(q);
  }
  return hash;
}

}  // namespace pictor::image
