#include "image/probe.h"

#include <cstdlib>

#include "image/container/container_probes.h"

namespace pictor::image {

Result<ProbeOutcome> probe(Bytes file, const Limits& limits) {
  const std::optional<Format> format = sniff_format(file);
  if (!format) return fail(ErrorCode::kUnsupportedType, "the file is not a JPEG, PNG, GIF, WebP or AVIF image");
  switch (*format) {
    case Format::kJpeg:
      return probe_jpeg(file, limits);
    case Format::kPng:
      return probe_png(file, limits);
    case Format::kGif:
      return probe_gif(file, limits);
    case Format::kWebp:
      return probe_webp(file, limits);
    case Format::kAvif:
      return probe_avif(file, limits);
  }
  std::abort();  // a Format outside its enumeration
}

}  // namespace pictor::image
