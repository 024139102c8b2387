#include <algorithm>

#include "image/container/jpeg_segments.h"
#include "image/container/limit_checks.h"
#include "image/gain_map/gain_map.h"
#include "image/gain_map/iso_metadata.h"
#include "image/gain_map/multi_picture.h"
#include "image/gain_map/xmp.h"

namespace pictor::image {
namespace {

using namespace jpeg_marker;

/// What follows the name that a segment begins with; nullopt where it has another.
std::optional<Bytes> behind(std::string_view name, Bytes payload) {
  if (!as_text(payload).starts_with(name)) return std::nullopt;
  return payload.subspan(name.size());
}

/// What a further picture says of itself up to its first scan.
class MapHeaders {
 public:
  /// False when the headers are damaged, or too many.
  bool read(Bytes file, ContainerBudget& budget) {
    JpegSegments segments(file);
    for (;;) {
      const Result<JpegSegment> segment = segments.next();
      if (!segment || !budget.take_chunk()) return false;
      if (segment->marker == kSos || segment->marker == kEoi) return true;
      take(*segment);
    }
  }

  std::optional<GainMapParameters> parameters() const {
    const bool is_grey_or_colour = components_ == 1 || components_ == 3;
    if (!is_grey_or_colour) return std::nullopt;
    if (!iso_) return xmp_;
    // One gain for all channels is the same in all primaries; three are not, and the base comes out in its own or sRGB.
    const bool one_gain = components_ == 1 && !iso_->parameters.is_per_channel();
    return iso_->in_base_colours || one_gain ? std::optional(iso_->parameters) : std::nullopt;
  }

 private:
  void take(const JpegSegment& segment) {
    constexpr std::size_t kComponentsAt = 5;
    if (is_sof(segment.marker) && segment.payload.size() > kComponentsAt) components_ = segment.payload[kComponentsAt];
    if (segment.marker == kApp1 && !xmp_) {
      if (const auto packet = behind(kXmp, segment.payload)) xmp_ = parse_gain_map_xmp(*packet);
    }
    if (segment.marker == kApp2 && !iso_) {
      if (const auto metadata = behind(kIsoGainMap, segment.payload)) iso_ = parse_iso_gain_map(*metadata);
    }
  }

  int components_ = 0;
  std::optional<GainMapParameters> xmp_;
  std::optional<IsoGainMap> iso_;
};

std::optional<GainMap> as_gain_map(Bytes file, ContainerBudget& budget) {
  if (file.size() < 2 || file[0] != 0xFF || file[1] != kSoi) return std::nullopt;
  MapHeaders headers;
  if (!headers.read(file, budget)) return std::nullopt;
  const std::optional<GainMapParameters> parameters = headers.parameters();
  return parameters ? std::optional(GainMap{.file = file, .parameters = *parameters}) : std::nullopt;
}

}  // namespace

std::optional<GainMap> find_gain_map(Bytes jpeg, const Limits& limits) {
  ContainerBudget budget(limits);
  std::vector<Bytes> candidates;
  JpegSegments segments(jpeg);
  for (;;) {
    const Result<JpegSegment> segment = segments.next();
    if (!segment || !budget.take_chunk()) return std::nullopt;
    if (segment->marker == kEoi) {
      candidates.push_back(jpeg.subspan(static_cast<std::size_t>(segment->whole.data() - jpeg.data()) + 2));
      break;
    }
    if (segment->marker == kApp2 && candidates.empty() && behind(kMultiPicture, segment->payload)) {
      candidates = further_pictures(jpeg, segment->payload, budget);
    }
  }
  for (const Bytes candidate : candidates) {
    if (const std::optional<GainMap> map = as_gain_map(candidate, budget)) return map;
  }
  return std::nullopt;
}

}  // namespace pictor::image
