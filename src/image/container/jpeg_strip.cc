#include <algorithm>
#include <array>
#include <string_view>

#include "image/container/container_strips.h"
#include "image/container/jpeg_segments.h"

namespace pictor::image {
namespace {

using namespace jpeg_marker;

constexpr std::string_view kJfif("JFIF\0", 5);
constexpr std::string_view kIcc("ICC_PROFILE\0", 12);
constexpr std::string_view kAdobe("Adobe");
constexpr std::size_t kJfifWithoutThumbnail = 14;
constexpr std::size_t kAdobeTransform = 12;

constexpr std::array<std::uint8_t, 2> kStart = {0xFF, kSoi};

enum class Profile { kKeep, kDrop };

bool starts_with(Bytes payload, std::string_view name) { return as_text(payload).starts_with(name); }

/// JFIF 1.02: the segment up to its thumbnail, which is said to be 0 x 0.
void append_jfif(std::vector<std::uint8_t>& out, Bytes payload) {
  if (payload.size() < kJfifWithoutThumbnail) return;
  append_segment(out, kApp0, payload.first(kJfifWithoutThumbnail));
  std::fill(out.end() - 2, out.end(), std::uint8_t{0});
}

/// Application segments that say what the colours are; each cut to what is defined of it.
void append_application(std::vector<std::uint8_t>& out, const JpegSegment& segment, Profile profile) {
  if (segment.marker == kApp0 && starts_with(segment.payload, kJfif)) append_jfif(out, segment.payload);
  const bool kept = profile == Profile::kKeep && segment.marker == kApp2 && starts_with(segment.payload, kIcc);
  if (kept) append(out, segment.whole);
  if (segment.marker == kApp14 && starts_with(segment.payload, kAdobe) && segment.payload.size() >= kAdobeTransform) {
    append_segment(out, kApp14, segment.payload.first(kAdobeTransform));
  }
}

bool is_picture_segment(std::uint8_t marker) {
  return is_sof(marker) || marker == kSos || marker == kDht || marker == kDac || marker == kDqt || marker == kDri ||
         marker == kEoi;
}

Result<std::vector<std::uint8_t>> strip(Bytes file, Profile profile) {
  std::vector<std::uint8_t> out;
  out.reserve(file.size());
  append(out, kStart);
  JpegSegments segments(file);
  for (;;) {
    const JpegSegment segment = TRY(segments.next());
    if (is_picture_segment(segment.marker)) {
      append(out, segment.whole);
      append(out, segment.scan);
      if (segment.marker == kEoi) return out;
    } else {
      append_application(out, segment, profile);
    }
  }
}

}  // namespace

Result<std::vector<std::uint8_t>> strip_jpeg(Bytes file) { return strip(file, Profile::kKeep); }

Result<std::vector<std::uint8_t>> strip_jpeg_and_profile(Bytes file) { return strip(file, Profile::kDrop); }

}  // namespace pictor::image
