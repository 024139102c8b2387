#include "image/container/byte_writer.h"
#include "image/container/jpeg_segments.h"
#include "image/gain_map/gain_map.h"
#include "image/gain_map/iso_metadata.h"
#include "image/gain_map/multi_picture.h"
#include "image/gain_map/xmp.h"

namespace pictor::image {
namespace {

using namespace jpeg_marker;

constexpr std::size_t kSegmentHead = 4;  ///< marker and length

/// Where segments may be put in: behind SOI, and behind JFIF's segment, which has to be the first (JFIF 1.02).
std::size_t head_bytes(Bytes jpeg) {
  const Result<JpegSegment> first = JpegSegments(jpeg).next();
  return first && first->marker == kApp0 ? 2 + first->whole.size() : 2;
}

}  // namespace

std::vector<std::uint8_t> with_gain_map(Bytes base, Bytes map, const GainMapParameters& parameters) {
  std::vector<std::uint8_t> second(map.begin(), map.begin() + static_cast<std::ptrdiff_t>(head_bytes(map)));
  append_segment(second, kApp1, gain_map_xmp(parameters));
  append_segment(second, kApp2, iso_gain_map(parameters));
  append(second, map.subspan(head_bytes(map)));

  const std::size_t head = head_bytes(base);
  std::vector<std::uint8_t> out(base.begin(), base.begin() + static_cast<std::ptrdiff_t>(head));
  append_segment(out, kApp1, gain_map_directory_xmp(second.size()));
  append_segment(out, kApp2, iso_gain_map_version());
  const std::size_t directory_at = out.size() + kSegmentHead;
  const std::size_t first_bytes = directory_at + kTwoPicturesBytes + base.size() - head;
  append_segment(out, kApp2, two_pictures(first_bytes, second.size(), directory_at));
  append(out, base.subspan(head));
  append(out, second);
  return out;
}

}  // namespace pictor::image
