#include "image/container/heif_walk.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <string>

#include "image/container/container_probes.h"

namespace pictor::image {
namespace {

/// Enough of a bitstream to hold its sequence header, whatever comes before it.
constexpr std::size_t kSequenceHeaderReach = 4096;
/// How often over the bytes of a file may be decoded: tiles may share an item, but a thousand of one large item are an
/// attack.
constexpr std::uint64_t kMostUses = 8;
/// Extents that may be needed for it; a bound, so that thousands of tiles with thousands of extents cost nothing.
constexpr std::size_t kExtentsReach = 16;

constexpr std::array<std::string_view, 2> kAlphaUrns = {"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
                                                        "urn:mpeg:hevc:2015:auxid:1"};

struct PictureSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

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

Bytes container_of(Bytes file, const HeifMeta& meta, const HeifItem& item) {
  return item.construction == 0 ? file : meta.idat;
}

/// An extent that was checked; a length of 0 is to the container's end.
Bytes bytes_of(Bytes container, const HeifExtent& extent) {
  const Bytes rest = container.subspan(extent.offset);
  return extent.length > 0 ? rest.first(extent.length) : rest;
}

/// clap (ISO/IEC 14496-12 section 12.1.4.3): width, height and the offsets of the middle, as fractions. nullopt for
/// one that does not lie in a picture of `size` pixels, or not on whole ones: browsers ignore such.
std::optional<HeifCrop> read_crop(Bytes payload, PictureSize size) {
  struct Fraction {
    std::int32_t numerator = 0;
    std::int32_t denominator = 0;
  };
  ByteReader reader(payload);
  std::array<Fraction, 4> terms;
  for (Fraction& term : terms) {
    term.numerator = static_cast<std::int32_t>(reader.be32());
    term.denominator = static_cast<std::int32_t>(reader.be32());
    if (term.denominator <= 0) return std::nullopt;
  }
  const auto side = [](const Fraction& term) { return std::int64_t{term.numerator} / term.denominator; };
  // Where the crop begins: (picture - crop) / 2 + offset, over one denominator.
  const auto start = [](std::int64_t whole, std::int64_t cropped, const Fraction& offset) {
    return ((whole - cropped) * offset.denominator + 2 * std::int64_t{offset.numerator}) /
           (2 * std::int64_t{offset.denominator});
  };
  const std::int64_t width = side(terms[0]);
  const std::int64_t height = side(terms[1]);
  const std::int64_t left = start(size.width, width, terms[2]);
  const std::int64_t top = start(size.height, height, terms[3]);
  if (reader.overrun() || width <= 0 || height <= 0 || left < 0 || top < 0) return std::nullopt;
  if (left + width > size.width || top + height > size.height) return std::nullopt;
  return HeifCrop{static_cast<int>(left), static_cast<int>(top), static_cast<int>(width), static_cast<int>(height)};
}

class HeifWalk {
 public:
  HeifWalk(Bytes file, const Limits& limits, const HeifCodec& codec)
      : file_(file), limits_(limits), codec_(codec), budget_(limits) {
    still_.outcome.facts.format = codec.format;
  }

  Result<HeifStill> walk() {
    TRY_VOID(find_meta());
    if (!meta().primary || !meta().items.contains(*meta().primary)) return corrupt("has no primary picture");
    const HeifItem& primary = meta().items.at(*meta().primary);
    const PictureSize size = TRY(item_size(primary));
    TRY_VOID(check_frame_size(size.width, size.height, limits_));
    TRY_VOID(check_metadata());
    TRY_VOID(check_extents());
    still_.picture = TRY(check_picture(*meta().primary));
    TRY_VOID(take_alpha());
    TRY_VOID(take_transforms(primary));
    take_colour(primary);
    take_crop(primary, size);
    return std::move(still_);
  }

 private:
  HeifMeta& meta() { return still_.meta; }
  const HeifMeta& meta() const { return still_.meta; }

  std::unexpected<Error> corrupt(std::string_view what) const { return failure(ErrorCode::kCorruptImage, what); }
  std::unexpected<Error> failure(ErrorCode code, std::string_view what) const {
    return fail(code, "the " + std::string(codec_.name) + " " + std::string(what));
  }

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
      meta() = TRY(parse_heif_meta(box.payload, budget_));
    }
    if (has_meta) return {};
    if (has_movie) return failure(ErrorCode::kUnsupportedType, "is a sequence without a still picture");
    return corrupt("has no complete meta box");
  }

  Result<PictureSize> item_size(const HeifItem& item) const {
    const BmffBox* extents = meta().property(item, fourcc("ispe"));
    if (extents == nullptr) return corrupt("has a picture without a size");
    ByteReader reader(extents->payload);
    reader.skip(4);
    PictureSize size{.width = reader.be32()};
    size.height = reader.be32();
    if (reader.overrun()) return corrupt("has a broken ispe box");
    return size;
  }

  Result<void> check_metadata() {
    for (const auto& [id, item] : meta().items) {
      if (item.type != fourcc("Exif") && item.type != fourcc("mime")) continue;
      for (const HeifExtent& extent : item.extents) TRY_VOID(budget_.take_metadata(extent.length));
    }
    for (const BmffBox& property : meta().properties) {
      if (property.type == fourcc("colr")) TRY_VOID(budget_.take_metadata(property.payload.size()));
    }
    return {};
  }

  /// Every item's bytes are in the file, those of thumbnails and metadata too: a file that lacks them was cut.
  Result<void> check_extents() const {
    for (const auto& [id, item] : meta().items) {
      if (item.construction > 1) continue;
      const std::size_t size = container_of(file_, meta(), item).size();
      for (const HeifExtent& extent : item.extents) {
        if (extent.offset > size || extent.length > size - extent.offset) return corrupt("is cut short");
      }
    }
    if (is_truncated_) return corrupt("is cut short");
    return {};
  }

  /// First bytes of an item whose extents were checked.
  std::vector<std::uint8_t> item_start(const HeifItem& item, std::size_t most) const {
    std::vector<std::uint8_t> start;
    for (const HeifExtent& extent : item.extents | std::views::take(kExtentsReach)) {
      const Bytes part = bytes_of(container_of(file_, meta(), item), extent);
      const Bytes wanted = part.first(std::min(part.size(), most - start.size()));
      start.insert(start.end(), wanted.begin(), wanted.end());
    }
    return start;
  }

  /// A picture that will be decoded: one coded item, or a grid of them.
  Result<HeifPicture> check_picture(std::uint32_t id) {
    const HeifItem& item = meta().items.at(id);
    if (item.type != codec_.item_type && item.type != fourcc("grid")) {
      return failure(ErrorCode::kUnsupportedType, "has a picture that is not " + std::string(codec_.coding));
    }
    const PictureSize size = TRY(item_size(item));
    HeifPicture picture{.width = size.width,
                        .height = size.height,
                        .is_grid = item.type == fourcc("grid"),
                        .columns = 1,
                        .tiles = {id}};
    if (picture.is_grid) TRY_VOID(take_grid(id, item, picture));
    for (const std::uint32_t tile : picture.tiles) TRY_VOID(check_coded_picture(meta().items.at(tile)));
    return picture;
  }

  /// Decoders allocate what the bitstream announces, not what the container says: both are held to the limits.
  Result<void> check_coded_picture(const HeifItem& item) {
    if (item.construction > 1 || item.extents.empty()) return corrupt("has a picture without data");
    TRY_VOID(check_item_bytes(item));
    const BmffBox* configuration = meta().property(item, codec_.configuration);
    if (configuration == nullptr) {
      return corrupt("has a picture without " + std::string(codec_.coding) + " configuration");
    }
    const HeifCodedSize coded = TRY(codec_.coded_size(configuration->payload, item_start(item, kSequenceHeaderReach)));
    still_.outcome.bit_depth = std::max(still_.outcome.bit_depth, coded.bit_depth);
    TRY_VOID(check_frame_size(coded.width, coded.height, limits_));
    coded_pixels_ += std::int64_t{coded.width} * coded.height;
    if (coded_pixels_ <= limits_.max_total_pixels) return {};
    return fail_limit(ErrorCode::kTooManyPixels,
                      "the tiles of the " + std::string(codec_.name) + " have too many pixels",
                      limits_.max_total_pixels, coded_pixels_);
  }

  /// Extents that overlap make an item of many times the file's size, and tiles may be the same item.
  Result<void> check_item_bytes(const HeifItem& item) {
    for (const HeifExtent& extent : item.extents) {
      coded_bytes_ += bytes_of(container_of(file_, meta(), item), extent).size();
    }
    if (coded_bytes_ > kMostUses * file_.size()) return corrupt("has pictures that are larger than the file");
    return {};
  }

  /// ISO/IEC 23008-12 section 6.6.2.3.2: version, flags, rows - 1, columns - 1, then the size of the whole.
  Result<void> take_grid(std::uint32_t id, const HeifItem& grid, HeifPicture& picture) const {
    if (grid.construction > 1) return corrupt("has a grid without data");
    const std::vector<std::uint8_t> description = item_start(grid, 12);
    ByteReader reader(description);
    reader.skip(1);
    const std::size_t side_bytes = (reader.u8() & 1) != 0 ? 4 : 2;
    const int rows = reader.u8() + 1;
    picture.columns = reader.u8() + 1;
    const std::uint64_t width = reader.big_endian(side_bytes);
    const std::uint64_t height = reader.big_endian(side_bytes);
    if (reader.overrun() || width != picture.width || height != picture.height) return corrupt("has a broken grid");
    picture.tiles = TRY(tiles_of(id));
    if (std::cmp_not_equal(picture.tiles.size(), rows * picture.columns)) return corrupt("lacks tiles of its grid");
    return {};
  }

  Result<std::vector<std::uint32_t>> tiles_of(std::uint32_t grid) const {
    std::vector<std::uint32_t> tiles;
    for (const HeifReference& reference : meta().references) {
      if (reference.type != fourcc("dimg") || reference.from != grid) continue;
      const auto tile = meta().items.find(reference.to);
      if (tile == meta().items.end()) return corrupt("lacks tiles of its grid");
      if (tile->second.type != codec_.item_type) {
        return failure(ErrorCode::kUnsupportedType, "has a tile that is not " + std::string(codec_.coding));
      }
      tiles.push_back(reference.to);
    }
    return tiles;
  }

  /// The auxiliary picture that says it is the alpha plane of the primary one.
  Result<void> take_alpha() {
    for (const HeifReference& reference : meta().references) {
      if (reference.type != fourcc("auxl") || reference.to != *meta().primary) continue;
      const auto auxiliary = meta().items.find(reference.from);
      if (auxiliary == meta().items.end()) continue;
      const BmffBox* type = meta().property(auxiliary->second, fourcc("auxC"));
      if (type == nullptr || !names_alpha(*type)) continue;
      still_.outcome.facts.has_alpha = true;
      still_.alpha = TRY(check_picture(reference.from));
      still_.premultiplied = std::ranges::any_of(meta().references, [&](const HeifReference& other) {
        return other.type == fourcc("prem") && other.from == *meta().primary && other.to == reference.from;
      });
      return {};
    }
    return {};
  }

  Result<void> take_transforms(const HeifItem& primary) {
    const BmffBox* rotation = meta().property(primary, fourcc("irot"));
    const BmffBox* mirror = meta().property(primary, fourcc("imir"));
    if ((rotation != nullptr && rotation->payload.empty()) || (mirror != nullptr && mirror->payload.empty())) {
      return corrupt("has a broken orientation");
    }
    const int quarter_turns = rotation != nullptr ? rotation->payload[0] & 3 : 0;
    std::optional<bool> mirror_left_right;
    if (mirror != nullptr) mirror_left_right = (mirror->payload[0] & 1) != 0;
    still_.outcome.orientation = combined_orientation(quarter_turns, mirror_left_right);
    return {};
  }

  /// An item may have two `colr` properties: code points and an ICC profile.
  void take_colour(const HeifItem& primary) {
    for (const std::uint16_t index : primary.property_indices) {
      if (index == 0 || index > meta().properties.size()) continue;
      const BmffBox& property = meta().properties[index - 1u];
      if (property.type != fourcc("colr")) continue;
      const std::string_view text = as_text(property.payload);
      still_.outcome.has_icc |= text.starts_with("prof") || text.starts_with("rICC");
      still_.colour_boxes.push_back(property.payload);
    }
  }

  /// Comes before irot and imir, whatever the order of the properties (ISO/IEC 23000-22 section 7.3.6.7).
  void take_crop(const HeifItem& primary, PictureSize size) {
    const BmffBox* aperture = codec_.crops ? meta().property(primary, fourcc("clap")) : nullptr;
    if (aperture != nullptr) still_.crop = read_crop(aperture->payload, size);
    if (still_.crop) {
      size = {.width = static_cast<std::uint32_t>(still_.crop->width),
              .height = static_cast<std::uint32_t>(still_.crop->height)};
    }
    set_size(still_.outcome, size.width, size.height);
  }

  Bytes file_;
  const Limits& limits_;
  const HeifCodec& codec_;
  ContainerBudget budget_;
  HeifStill still_;
  std::int64_t coded_pixels_ = 0;
  std::uint64_t coded_bytes_ = 0;
  bool is_truncated_ = false;
};

}  // namespace

Result<HeifStill> walk_heif(Bytes file, const Limits& limits, const HeifCodec& codec) {
  return HeifWalk(file, limits, codec).walk();
}

std::vector<std::uint8_t> heif_item_bytes(Bytes file, const HeifMeta& meta, const HeifItem& item) {
  std::vector<std::uint8_t> bytes;
  for (const HeifExtent& extent : item.extents) {
    const Bytes part = bytes_of(container_of(file, meta, item), extent);
    bytes.insert(bytes.end(), part.begin(), part.end());
  }
  return bytes;
}

}  // namespace pictor::image
