#include "photos.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "image/geometry.h"
#include "image/probe.h"
#include "image/render/layout.h"
#include "image/render/resized_pictures.h"

namespace pictor::bench {

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double least_cpu(int rounds, const std::function<void()>& work) {
  double least = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const double start = cpu_ms();
    work();
    least = std::min(least, cpu_ms() - start);
  }
  return least;
}

std::vector<std::uint8_t> read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (stream) return {std::istreambuf_iterator<char>(stream), {}};
  std::fprintf(stderr, "cannot read %s\n", path.c_str());
  std::exit(1);
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  }
  if (files.empty()) {
    std::fprintf(stderr, "no photos in %s\n", folder.c_str());
    std::exit(1);
  }
  std::ranges::sort(files);
  return files;
}

image::Picture photo_at(const std::filesystem::path& path, int side) {
  const std::vector<std::uint8_t> file = read_file(path);
  image::Plan plan;
  plan.renditions.push_back({.box_width = side, .box_height = side});
  const image::ProbeOutcome probed = must(image::probe(file, plan.limits));
  const image::Layout layout = must(image::lay_out(plan, probed, {}));
  const auto source = must(image::open_picture(file, probed, layout.decode));
  const auto pictures = must(image::ResizedPictures::from(*source, layout.targets, [](double) {}));
  const image::PictureView view = pictures.of(0);
  image::Picture picture(view.width, view.height, view.channels);
  std::copy_n(view.pixels, view.size(), picture.pixels().data());
  return picture;
}

}  // namespace pictor::bench
