#include "image/probe.h"

#include "image/container/container_probes.h"

namespace pictor::image {

Result<ProbeOutcome> probe(Bytes file, const Limits& limits) {
  const std::optional<Format> format = sniff_format(file);
  if (!format || !limits.inputs.contains(*format)) {
    return fail(ErrorCode::kUnsupportedType, "not an image of a supported type: " + spoken(limits.inputs));
  }
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
    case Format::kHeic:
      return probe_heic(file, limits);
    case Format::kTiff:
      return probe_tiff(file, limits);
    case Format::kIco:
      return probe_ico(file, limits);
    case Format::kBmp:
      return probe_bmp(file, limits);
    case Format::kJxl:
      return probe_jxl(file, limits);
    case Format::kSvg:
      return probe_svg(file, limits);
    default:
      return fail(ErrorCode::kUnsupportedType, "not an image of a supported type: " + spoken(limits.inputs));
  }
}

}  // namespace pictor::image
