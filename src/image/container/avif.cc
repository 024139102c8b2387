// AVIF (AOM, v1.1.0) on HEIF (ISO/IEC 23008-12): ftyp, meta, data. The picture is the primary item, also of a sequence;
// its EXIF orientation does not count, `irot` and `imir` do (ISO/IEC 23000-22 section 7.3.6).

#include <algorithm>
#include <array>
#include <ranges>
#include <string_view>

#include "image/container/av1_sequence_header.h"
#include "image/container/avif_meta.h"
#include "image/container/container_probes.h"

namespace pictor::image {
namespace {

/// Enough of a bitstream to hold its sequence header, whatever comes before it.
constexpr std::size_t kSequenceHeaderReach = 4096;
/// Extents that may be needed for it; a bound, so that thousands of tiles with thousands of extents cost nothing.
constexpr std::size_t kExtentsReach = 16;

constexpr std::array<std::string_view, 2> kAlphaUrns = {"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
                                                        "urn:mpeg:hevc:2015:auxid:1"};

struct PictureSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

std::unexpected<Error> corrupt(const char* message) { return fail(ErrorCode::kCorruptImage, message); }

/// Boxes that are cut off when a file is: others that do not fit are bytes after the image that are no boxes.
bool belongs_to_image(std::uint32_t type) {
  return type == fourcc("meta") || type == fourcc("mdat") || type == fourcc("moov") || type == fourcc("ftyp");
}

bool names_alpha(const BmffBox& auxiliary_type) {
  if (auxiliary_type.payload.size() < 4) return false;
  const std::string_view text = as_text(auxiliary_type.payload.subspan(4));
  return std::ranges::find(kAlphaUrns, text.substr(0, text.find('\0'))) != kAlphaUrns.end();
}

/// A rotation of `quarter_turns` anti-clockwise, then a mirroring, as one EXIF orientation. Mirrored, an even turn is a
/// flip and an odd one a transposition; exchanging top and bottom is exchanging left and right, half a turn further.
Orientation combined_orientation(int quarter_turns, std::optional<bool> mirror_left_right) {
  constexpr std::array kTurned = {Orientation::kNormal, Orientation::kRotate270, Orientation::kRotate180,
                                  Orientation::kRotate90};
  constexpr std::array kTurnedThenFlippedX = {Orientation::kFlipX, Orientation::kTransverse, Orientation::kFlipY,
                                              Orientation::kTranspose};
  if (!mirror_left_right) return kTurned[static_cast<std::size_t>(quarter_turns)];
  return kTurnedThenFlippedX[static_cast<std::size_t>(*mirror_left_right ? quarter_turns : (quarter_turns + 2) % 4)];
}

class AvifProbe {
 public:
  AvifProbe(Bytes file, const Limits& limits) : file_(file), limits_(limits), budget_(limits) {}

  Result<ProbeOutcome> walk() {
    TRY_VOID(find_meta());
    if (!meta_.primary || !meta_.items.contains(*meta_.primary)) return corrupt("the AVIF has no primary picture");
    const AvifItem& primary = meta_.items.at(*meta_.primary);
    const PictureSize size = TRY(item_size(primary));
    TRY_VOID(check_frame_size(size.width, size.height, limits_));
    TRY_VOID(check_metadata());
    TRY_VOID(check_extents());
    TRY_VOID(check_picture(*meta_.primary));
    TRY_VOID(take_alpha());
    TRY_VOID(take_transforms(primary));
    take_colour(primary);
    set_size(outcome_, size.width, size.height);
    return outcome_;
  }

 private:
  /// Walks the boxes of the file. A cut-off `mdat` is left to check_extents(), which comes after the picture's size.
  Result<void> find_meta() {
    BmffBoxes boxes(file_);
    bool has_meta = false;
    bool has_movie = false;
    while (!boxes.at_end()) {
      const BmffBox box = boxes.next();
      TRY_VOID(budget_.take_chunk());
      if (box.truncated) {
        is_truncated_ = belongs_to_image(box.type);
        break;
      }
      has_movie |= box.type == fourcc("moov");
      if (box.type != fourcc("meta") || has_meta) continue;
      has_meta = true;
      meta_ = TRY(parse_avif_meta(box.payload, budget_));
    }
    if (has_meta) return {};
    if (has_movie) return fail(ErrorCode::kUnsupportedType, "AVIF sequences without a still picture are not supported");
    return corrupt("the AVIF has no complete meta box");
  }

  Result<PictureSize> item_size(const AvifItem& item) const {
    const BmffBox* extents = meta_.property(item, fourcc("ispe"));
    if (extents == nullptr) return corrupt("the AVIF's picture has no size");
    ByteReader reader(extents->payload);
    reader.skip(4);
    PictureSize size{.width = reader.be32()};
    size.height = reader.be32();
    if (reader.overrun()) return corrupt("the AVIF's ispe box is broken");
    return size;
  }

  Result<void> check_metadata() {
    for (const auto& [id, item] : meta_.items) {
      if (item.type != fourcc("Exif") && item.type != fourcc("mime")) continue;
      for (const AvifExtent& extent : item.extents) TRY_VOID(budget_.take_metadata(extent.length));
    }
    for (const BmffBox& property : meta_.properties) {
      if (property.type == fourcc("colr")) TRY_VOID(budget_.take_metadata(property.payload.size()));
    }
    return {};
  }

  /// Every item's bytes are in the file, those of thumbnails and metadata too: a file that lacks them was cut.
  Result<void> check_extents() const {
    for (const auto& [id, item] : meta_.items) {
      if (item.construction > 1) continue;
      const std::size_t size = container_of(item).size();
      for (const AvifExtent& extent : item.extents) {
        if (extent.offset > size || extent.length > size - extent.offset) return corrupt("the AVIF is cut short");
      }
    }
    if (is_truncated_) return corrupt("the AVIF is cut short");
    return {};
  }

  Bytes container_of(const AvifItem& item) const { return item.construction == 0 ? file_ : meta_.idat; }

  /// First bytes of an item whose extents were checked.
  std::vector<std::uint8_t> item_start(const AvifItem& item, std::size_t most) const {
    std::vector<std::uint8_t> start;
    for (const AvifExtent& extent : item.extents | std::views::take(kExtentsReach)) {
      Bytes part = container_of(item).subspan(extent.offset);
      if (extent.length > 0) part = part.first(extent.length);
      part = part.first(std::min(part.size(), most - start.size()));
      start.insert(start.end(), part.begin(), part.end());
    }
    return start;
  }

  /// A picture that will be decoded: AV1, or a grid of AV1.
  Result<void> check_picture(std::uint32_t id) {
    const AvifItem& item = meta_.items.at(id);
    if (item.type == fourcc("av01")) return check_coded_picture(item);
    if (item.type == fourcc("grid")) return check_grid(id, item);
    return fail(ErrorCode::kUnsupportedType, "the AVIF's picture is not AV1");
  }

  /// Decoders allocate what the bitstream announces, not what the container says: both are held to the limits.
  Result<void> check_coded_picture(const AvifItem& item) {
    if (item.construction > 1 || item.extents.empty()) return corrupt("the AVIF's picture has no data");
    TRY_VOID(take_depth(item));
    const std::vector<std::uint8_t> start = item_start(item, kSequenceHeaderReach);
    const Av1FrameSize size = TRY(read_av1_frame_size(start));
    TRY_VOID(check_frame_size(size.max_width, size.max_height, limits_));
    coded_pixels_ += std::int64_t{size.max_width} * size.max_height;
    if (coded_pixels_ <= limits_.max_total_pixels) return {};
    return fail_limit(ErrorCode::kTooManyPixels, "the tiles of the AVIF have too many pixels", limits_.max_total_pixels,
                      coded_pixels_);
  }

  /// AV1 codec configuration (AV1-ISOBMFF section 2.3.3): the third byte holds the depth's flags.
  Result<void> take_depth(const AvifItem& item) {
    const BmffBox* configuration = meta_.property(item, fourcc("av1C"));
    if (configuration == nullptr || configuration->payload.size() < 4) {
      return corrupt("the AVIF's picture has no AV1 configuration");
    }
    const std::uint8_t flags = configuration->payload[2];
    const bool is_deep = (flags & 0x40) != 0;
    const bool is_twelve_bit = (flags & 0x20) != 0;
    outcome_.bit_depth = std::max(outcome_.bit_depth, is_deep ? (is_twelve_bit ? 12 : 10) : 8);
    return {};
  }

  /// ISO/IEC 23008-12 section 6.6.2.3.2: version, flags, rows - 1, columns - 1, then the size of the whole.
  Result<void> check_grid(std::uint32_t id, const AvifItem& grid) {
    if (grid.construction > 1) return corrupt("the AVIF's grid has no data");
    const std::vector<std::uint8_t> description = item_start(grid, 12);
    ByteReader reader(description);
    reader.skip(1);
    const std::size_t side_bytes = (reader.u8() & 1) != 0 ? 4 : 2;
    const int rows = reader.u8() + 1;
    const int columns = reader.u8() + 1;
    const std::uint64_t width = reader.big_endian(side_bytes);
    const std::uint64_t height = reader.big_endian(side_bytes);
    const PictureSize size = TRY(item_size(grid));
    if (reader.overrun() || width != size.width || height != size.height) {
      return corrupt("the AVIF's grid is broken");
    }
    return check_tiles(id, rows * columns);
  }

  Result<void> check_tiles(std::uint32_t grid, int expected) {
    int tiles = 0;
    for (const AvifReference& reference : meta_.references) {
      if (reference.type != fourcc("dimg") || reference.from != grid) continue;
      ++tiles;
      const auto tile = meta_.items.find(reference.to);
      if (tile == meta_.items.end()) return corrupt("a tile of the AVIF is missing");
      if (tile->second.type != fourcc("av01")) {
        return fail(ErrorCode::kUnsupportedType, "a tile of the AVIF is not AV1");
      }
      TRY_VOID(check_coded_picture(tile->second));
    }
    if (tiles != expected) return corrupt("tiles of the AVIF are missing");
    return {};
  }

  /// The auxiliary picture that says it is the alpha plane of the primary one.
  Result<void> take_alpha() {
    for (const AvifReference& reference : meta_.references) {
      if (reference.type != fourcc("auxl") || reference.to != *meta_.primary) continue;
      const auto auxiliary = meta_.items.find(reference.from);
      if (auxiliary == meta_.items.end()) continue;
      const BmffBox* type = meta_.property(auxiliary->second, fourcc("auxC"));
      if (type == nullptr || !names_alpha(*type)) continue;
      outcome_.facts.has_alpha = true;
      return check_picture(reference.from);
    }
    return {};
  }

  Result<void> take_transforms(const AvifItem& primary) {
    const BmffBox* rotation = meta_.property(primary, fourcc("irot"));
    const BmffBox* mirror = meta_.property(primary, fourcc("imir"));
    if ((rotation != nullptr && rotation->payload.empty()) || (mirror != nullptr && mirror->payload.empty())) {
      return corrupt("the AVIF's orientation is broken");
    }
    const int quarter_turns = rotation != nullptr ? rotation->payload[0] & 3 : 0;
    std::optional<bool> mirror_left_right;
    if (mirror != nullptr) mirror_left_right = (mirror->payload[0] & 1) != 0;
    outcome_.orientation = combined_orientation(quarter_turns, mirror_left_right);
    return {};
  }

  /// An item may have two `colr` properties: code points and an ICC profile.
  void take_colour(const AvifItem& primary) {
    for (const std::uint16_t index : primary.property_indices) {
      if (index == 0 || index > meta_.properties.size()) continue;
      const BmffBox& property = meta_.properties[index - 1u];
      const std::string_view text = as_text(property.payload);
      if (property.type == fourcc("colr")) outcome_.has_icc |= text.starts_with("prof") || text.starts_with("rICC");
    }
  }

  Bytes file_;
  const Limits& limits_;
  ContainerBudget budget_;
  AvifMeta meta_;
  ProbeOutcome outcome_{.facts = {.format = Format::kAvif}};
  std::int64_t coded_pixels_ = 0;
  bool is_truncated_ = false;
};

}  // namespace

Result<ProbeOutcome> probe_avif(Bytes file, const Limits& limits) { return AvifProbe(file, limits).walk(); }

}  // namespace pictor::image
