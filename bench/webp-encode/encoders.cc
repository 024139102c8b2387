// Our WebP encoder and libwebp's, for bench/webp-encode/run:
//   encoders resize SIDE PHOTO PICTURE.ppm           our resizer's pixels
//   encoders measure PICTURE.ppm ROUNDS QUALITY...   lines of encoder, quality, least CPU ms, bytes, score
//   encoders score PICTURE.ppm FILE.webp...           lines of bytes, score

#include <webp/encode.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "image/decode/picture_source.h"
#include "image/encode/encode.h"
#include "image/encode/flatten.h"
#include "image/encode/webp/webp_analysis.h"
#include "image/encode/yuv_420.h"
#include "image/metric/ssimulacra2.h"
#include "image/render/layout.h"
#include "image/render/resized_pictures.h"
#include "plain_encoders.h"

namespace {

using namespace pictor;         // NOLINT: a program of one file
using namespace pictor::image;  // NOLINT

template <class T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s (%s)\n", result.error().message.c_str(), result.error().cause.c_str());
  std::exit(1);
}

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::vector<std::uint8_t> read_file(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

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
  const std::vector<std::uint8_t> file = read_file(photo);
  const Plan plan{.renditions = {{.box_width = side, .box_height = side}}};
  const ProbeOutcome probed = must(probe(file, plan.limits));
  const Layout layout = must(lay_out(plan, probed, {}));
  const auto source = must(open_picture(file, probed, layout.decode));
  const ResizedPictures made = must(ResizedPictures::from(*source, layout.targets, [](double) {}));
  const PictureView picture = made.of(0);
  picture.channels == 4 ? write_ppm(to, flattened_on_white(picture).view()) : write_ppm(to, picture);
}

Picture decoded(Bytes file) {
  const ProbeOutcome probed = must(probe(file, Limits{}));
  const auto source = must(open_picture(file, probed, {}));
  Picture picture(source->shape().width, source->shape().height, source->shape().channels);
  for (int y = 0; y < picture.height(); ++y) {
    if (!source->read_row({picture.row(y), picture.stride()})) std::exit(1);
  }
  return picture;
}

MetricPicture metric_view(const PictureView& view) {
  return {.pixels = {view.pixels, view.size()},
          .width = view.width,
          .height = view.height,
          .channels = view.channels,
          .stride = view.stride()};
}

double score(const PictureView& picture, Bytes file) {
  return must(ssimulacra2(metric_view(picture), metric_view(decoded(file).view())));
}

/// A WebPPicture and what it allocated.
struct Canvas {
  Canvas() { WebPPictureInit(&picture); }
  ~Canvas() { WebPPictureFree(&picture); }
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;
  WebPPicture picture;
};

int append(const std::uint8_t* bytes, std::size_t count, const WebPPicture* picture) {
  auto* file = static_cast<EncodedBytes*>(picture->custom_ptr);
  file->insert(file->end(), bytes, bytes + count);
  return 1;
}

/// libwebp behind our conversion to 4:2:0.
EncodedBytes libwebp(const PictureView& picture, int quality, int method) {
  WebPConfig config;
  WebPConfigInit(&config);
  config.quality = static_cast<float>(quality);
  config.method = method;
  EncodedBytes file;
  Canvas canvas;
  canvas.picture.width = picture.width;
  canvas.picture.height = picture.height;
  canvas.picture.writer = append;
  canvas.picture.custom_ptr = &file;
  WebPPictureAlloc(&canvas.picture);
  to_yuv_420(picture, YuvRange::kVideo,
             {.y = canvas.picture.y,
              .u = canvas.picture.u,
              .v = canvas.picture.v,
              .y_stride = static_cast<std::size_t>(canvas.picture.y_stride),
              .uv_stride = static_cast<std::size_t>(canvas.picture.uv_stride)});
  WebPEncode(&config, &canvas.picture);
  return file;
}

struct Encoder {
  const char* name;
  std::function<EncodedBytes(const PictureView&, int quality)> encode;
};

const std::vector<Encoder>& encoders() {
  const auto own = [](Effort effort) {
    return [effort](const PictureView& p, int quality) {
      return must(must(WebpAnalysis::of(p)).encode({.quality = quality, .effort = effort}));
    };
  };
  const auto library = [](int method) {
    return [method](const PictureView& p, int quality) { return libwebp(p, quality, method); };
  };
  static const std::vector<Encoder> all = {
      {"fast", own(Effort::kFast)},
      {"small", own(Effort::kSmall)},
      {"libwebp 2", library(2)},
      {"libwebp 4", library(4)},
      {"libwebp 6", library(6)},
      {"plain", [](const PictureView& p, int quality) { return bench::plain_webp(p, quality); }}};
  return all;
}

void measure(const PictureView& picture, int rounds, int quality) {
  std::vector<double> least(encoders().size(), std::numeric_limits<double>::infinity());
  std::vector<EncodedBytes> files(encoders().size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < encoders().size(); ++i) {
      const double start = cpu_ms();
      files[i] = encoders()[i].encode(picture, quality);
      least[i] = std::min(least[i], cpu_ms() - start);
    }
  }
  for (std::size_t i = 0; i < encoders().size(); ++i) {
    std::printf("%s\t%d\t%.3f\t%zu\t%.3f\n", encoders()[i].name, quality, least[i], files[i].size(),
                score(picture, files[i]));
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::string command = count > 3 ? arguments[1] : "";
  if (command == "resize" && count == 5) {
    resize(std::atoi(arguments[2]), arguments[3], arguments[4]);
  } else if (command == "measure") {
    const Picture picture = read_ppm(arguments[2]);
    for (int i = 4; i < count; ++i) measure(picture.view(), std::atoi(arguments[3]), std::atoi(arguments[i]));
  } else if (command == "score") {
    const Picture picture = read_ppm(arguments[2]);
    for (int i = 3; i < count; ++i) {
      const std::vector<std::uint8_t> file = read_file(arguments[i]);
      std::printf("%zu\t%.3f\n", file.size(), score(picture.view(), file));
    }
  } else {
    std::fprintf(stderr, "see the head of bench/webp-encode/encoders.cc\n");
    return 2;
  }
}
