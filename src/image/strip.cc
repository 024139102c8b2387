#include "image/strip.h"

#include "image/container/container_strips.h"

namespace pictor::image {
namespace {

Result<std::vector<std::uint8_t>> strip_container(Bytes file, Format format) {
  switch (format) {
    case Format::kJpeg:
      return strip_jpeg(file);
    case Format::kPng:
      return strip_png(file);
    case Format::kGif:
      return strip_gif(file);
    case Format::kWebp:
      return strip_webp(file);
    default:
      return fail(ErrorCode::kUnprocessable, "files of this format are not stripped");
  }
}

}  // namespace

Result<std::vector<std::uint8_t>> strip_metadata(Bytes file, const ProbeOutcome& probed) {
  if (probed.orientation != Orientation::kNormal) {
    return fail(ErrorCode::kUnprocessable, "the picture needs its metadata: they say how to turn it");
  }
  std::vector<std::uint8_t> stripped = TRY(strip_container(file, probed.facts.format));
  // A file that left out its last padding byte or trailer would get it back.
  if (stripped.size() > file.size()) {
    return fail(ErrorCode::kUnprocessable, "the file does not get smaller without its metadata");
  }
  return stripped;
}

}  // namespace pictor::image
