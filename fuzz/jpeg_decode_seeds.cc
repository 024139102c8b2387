// Writes a small JPEG of every kind that our decoder and libjpeg-turbo share out into the folder that is its argument.

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "unit/image/jpeg_files.h"

namespace {

using namespace pictor;        // NOLINT: a program of one file
using namespace pictor::test;  // NOLINT

image::Picture subject() {
  image::Picture picture(37, 29, 3);
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width() * 3; ++x) {
      picture.row(y)[x] =
          static_cast<std::uint8_t>(128 + 60 * std::sin(x * 0.3) + 60 * std::cos(y * 0.9) * (x / 48 % 2));
    }
  }
  return picture;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  const image::Picture picture = subject();
  const std::pair<const char*, JpegShape> seeds[] = {
      {"444.jpg", {.h = 1, .v = 1}},
      {"422.jpg", {.h = 2, .v = 1}},
      {"420.jpg", {.quality = 60}},
      {"440.jpg", {.h = 1, .v = 2, .quality = 98}},
      {"411.jpg", {.h = 4, .v = 1}},
      {"grey.jpg", {.grey = true}},
      {"optimized.jpg", {.optimized = true}},
      {"restart.jpg", {.restart_interval = 2}},
      {"progressive.jpg", {.progressive = true}},
      {"progressive-444.jpg", {.h = 1, .v = 1, .quality = 98, .progressive = true}},
      {"progressive-restart.jpg", {.progressive = true, .restart_interval = 3}},
      {"scan-each.jpg", {.scan_each = true}},
  };
  for (const auto& [name, shape] : seeds) {
    const FileBytes file = write_jpeg(picture.view(), shape);
    std::ofstream(folder / name, std::ios::binary).write(as_text(file).data(), std::ssize(file));
  }
  return 0;
}
