#pragma once
// The program of bench/jpeg-encode and bench/webp-encode, for bench/encoders/comparison.py:
//   resize SIDE PHOTO PICTURE.ppm           our resizer's pixels
//   measure PICTURE.ppm ROUNDS QUALITY...   lines of encoder, quality, least CPU ms, bytes, score
//   score PICTURE.ppm FILE...               lines of bytes, score

#include <functional>
#include <vector>

#include "image/encode/encode.h"
#include "image/picture.h"

namespace pictor::bench {

struct Encoder {
  const char* name;
  std::function<image::EncodedBytes(const image::PictureView&, int quality)> encode;
};

/// What main() answers.
int run_comparison(int count, char** arguments, const std::vector<Encoder>& encoders);

}  // namespace pictor::bench
