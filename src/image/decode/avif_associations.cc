#include "image/decode/avif_associations.h"

#include "image/container/bmff_boxes.h"

namespace pictor::image {
namespace {

constexpr std::size_t kVersionAndFlags = 4;

/// Payloads of the boxes of `type` among `boxes`.
std::vector<Bytes> payloads(Bytes boxes, std::uint32_t type) {
  std::vector<Bytes> found;
  for (BmffBoxes reader(boxes); !reader.at_end();) {
    const BmffBox box = reader.next();
    if (box.type == type && box.payload.size() >= kVersionAndFlags) found.push_back(box.payload);
  }
  return found;
}

std::vector<Bytes> association_boxes(Bytes file) {
  std::vector<Bytes> found;
  for (const Bytes meta : payloads(file, fourcc("meta"))) {
    for (const Bytes properties : payloads(meta.subspan(kVersionAndFlags), fourcc("iprp"))) {
      for (const Bytes associations : payloads(properties, fourcc("ipma"))) found.push_back(associations);
    }
  }
  return found;
}

}  // namespace

std::optional<std::vector<std::uint8_t>> with_distinct_associations(Bytes file) {
  const std::vector<Bytes> boxes = association_boxes(file);
  // libavif tells four apart; the lowest bit of the flags is the only one with a meaning.
  if (boxes.size() < 2 || boxes.size() > 4) return std::nullopt;
  std::vector<std::uint8_t> copy(file.begin(), file.end());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const std::ptrdiff_t flags = boxes[i].data() - file.data() + 3;
    copy[static_cast<std::size_t>(flags)] = static_cast<std::uint8_t>((boxes[i][3] & 1) | i << 1);
  }
  return copy;
}

}  // namespace pictor::image
