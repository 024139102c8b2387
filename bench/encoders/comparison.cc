#include "encoders/comparison.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>

#include "image/decode/decode_file.h"
#include "image/encode/flatten.h"
#include "image/metric/ssimulacra2.h"
#include "photos.h"

namespace pictor::bench {
namespace {

using image::Picture;
using image::PictureView;

Picture read_ppm(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  std::string magic;
  int width = 0;
  int height = 0;
  int most = 0;
  stream >> magic >> width >> height >> most;
  stream.get();
  Picture picture(width, height, 3);
  stream.read(reinterpret_cast<char*>(picture.pixels().data()), static_cast<std::streamsize>(picture.pixels().size()));
  if (stream) return picture;
  std::fprintf(stderr, "no picture in %s\n", path);
  std::exit(1);
}

void write_ppm(const char* path, const PictureView& picture) {
  std::ofstream stream(path, std::ios::binary);
  stream << "P6\n" << picture.width << ' ' << picture.height << "\n255\n";
  stream.write(reinterpret_cast<const char*>(picture.pixels), static_cast<std::streamsize>(picture.size()));
}

void resize(int side, const char* photo, const char* to) {
  const Picture picture = photo_at(photo, side);
  write_ppm(to, picture.channels() == 4 ? image::flattened_on_white(picture.view()).view() : picture.view());
}

double score(const PictureView& picture, Bytes file) {
  return must(image::ssimulacra2(image::for_metric(picture), image::for_metric(must(image::decode_file(file)).view())));
}

void measure(const std::vector<Encoder>& encoders, const PictureView& picture, int rounds, int quality) {
  std::vector<double> least(encoders.size(), std::numeric_limits<double>::infinity());
  std::vector<image::EncodedBytes> files(encoders.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < encoders.size(); ++i) {
      const double start = cpu_ms();
      files[i] = encoders[i].encode(picture, quality);
      least[i] = std::min(least[i], cpu_ms() - start);
    }
  }
  for (std::size_t i = 0; i < encoders.size(); ++i) {
    std::printf("%s\t%d\t%.3f\t%zu\t%.3f\n", encoders[i].name, quality, least[i], files[i].size(),
                score(picture, files[i]));
  }
}

}  // namespace

int run_comparison(int count, char** arguments, const std::vector<Encoder>& encoders) {
  const std::string command = count > 3 ? arguments[1] : "";
  if (command == "resize" && count == 5) {
    resize(std::atoi(arguments[2]), arguments[3], arguments[4]);
  } else if (command == "measure") {
    const Picture picture = read_ppm(arguments[2]);
    for (int i = 4; i < count; ++i) measure(encoders, picture.view(), std::atoi(arguments[3]), std::atoi(arguments[i]));
  } else if (command == "score") {
    const Picture picture = read_ppm(arguments[2]);
    for (int i = 3; i < count; ++i) {
      const std::vector<std::uint8_t> file = read_file(arguments[i]);
      std::printf("%zu\t%.3f\n", file.size(), score(picture.view(), file));
    }
  } else {
    std::fprintf(stderr, "see bench/encoders/comparison.h\n");
    return 2;
  }
  return 0;
}

}  // namespace pictor::bench
