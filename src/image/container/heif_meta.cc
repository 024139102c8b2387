#include "image/container/heif_meta.h"

namespace pictor::image {
namespace {

/// Of one item. Real pictures have about eight; the bound keeps look-ups short.
constexpr std::size_t kMostProperties = 255;

std::unexpected<Error> broken(const char* box) {
  return fail(ErrorCode::kCorruptImage, std::string("the image's ") + box + " box is broken");
}

/// Version and flags of a full box.
struct FullBoxHead {
  std::uint8_t version = 0;
  std::uint32_t flags = 0;
};

FullBoxHead read_full_box_head(ByteReader& reader) {
  FullBoxHead head{.version = reader.u8()};
  head.flags = reader.be24();
  return head;
}

/// Ids and counts grew from 16 to 32 bits with a later version of their box.
std::uint32_t read_16_or_32(ByteReader& reader, bool wide) { return wide ? reader.be32() : reader.be16(); }

class MetaParser {
 public:
  explicit MetaParser(ContainerBudget& budget) : budget_(budget) {}

  Result<HeifMeta> parse(Bytes payload) {
    ByteReader reader(payload);
    read_full_box_head(reader);
    TRY_VOID(for_each_box(reader.rest(), [&](const BmffBox& box) { return take(box); }));
    return std::move(meta_);
  }

 private:
  template <class Visit>
  Result<void> for_each_box(Bytes bytes, Visit visit) {
    BmffBoxes boxes(bytes);
    while (!boxes.at_end()) {
      const BmffBox box = boxes.next();
      if (box.truncated) return broken("meta");
      TRY_VOID(budget_.take_chunk());
      TRY_VOID(visit(box));
    }
    return {};
  }

  Result<void> take(const BmffBox& box) {
    switch (box.type) {
      case fourcc("pitm"):
        return take_primary(box.payload);
      case fourcc("iinf"):
        return take_item_infos(box.payload);
      case fourcc("iloc"):
        return take_locations(box.payload);
      case fourcc("iref"):
        return take_references(box.payload);
      case fourcc("iprp"):
        return for_each_box(box.payload, [&](const BmffBox& inner) { return take_properties(inner); });
      case fourcc("idat"):
        meta_.idat = box.payload;
        return {};
      default:
        return {};
    }
  }

  Result<void> take_primary(Bytes payload) {
    ByteReader reader(payload);
    const FullBoxHead head = read_full_box_head(reader);
    meta_.primary = read_16_or_32(reader, head.version > 0);
    if (reader.overrun()) return broken("pitm");
    return {};
  }

  Result<void> take_item_infos(Bytes payload) {
    ByteReader reader(payload);
    const FullBoxHead head = read_full_box_head(reader);
    read_16_or_32(reader, head.version > 0);  // the count: the boxes tell it themselves
    if (reader.overrun()) return broken("iinf");
    return for_each_box(reader.rest(), [&](const BmffBox& box) { return take_item_info(box); });
  }

  /// Versions 0 and 1 of `infe` know no item types and cannot name a picture.
  Result<void> take_item_info(const BmffBox& box) {
    ByteReader reader(box.payload);
    const FullBoxHead head = read_full_box_head(reader);
    if (box.type != fourcc("infe") || head.version < 2) return {};
    const std::uint32_t id = read_16_or_32(reader, head.version > 2);
    reader.skip(2);  // protection
    const std::uint32_t type = reader.be32();
    if (reader.overrun()) return broken("infe");
    meta_.items[id].type = type;
    return {};
  }

  Result<void> take_locations(Bytes payload) {
    ByteReader reader(payload);
    const std::uint8_t version = read_full_box_head(reader).version;
    const std::uint8_t sizes = reader.u8();
    const std::uint8_t more_sizes = reader.u8();
    const LocationLayout layout{.version = version,
                                .offset_bytes = sizes >> 4,
                                .length_bytes = sizes & 15,
                                .base_bytes = more_sizes >> 4,
                                .index_bytes = version > 0 ? more_sizes & 15 : 0};
    if (version > 2 || !layout.valid()) return broken("iloc");
    const std::uint32_t items = read_16_or_32(reader, version > 1);
    for (std::uint32_t i = 0; i < items; ++i) TRY_VOID(take_location(reader, layout));
    return {};
  }

  struct LocationLayout {
    std::uint8_t version = 0;
    int offset_bytes = 0;
    int length_bytes = 0;
    int base_bytes = 0;
    int index_bytes = 0;
    bool valid() const { return offset_bytes <= 8 && length_bytes <= 8 && base_bytes <= 8 && index_bytes <= 8; }
  };

  Result<void> take_location(ByteReader& reader, const LocationLayout& layout) {
    TRY_VOID(budget_.take_chunk());
    const std::uint32_t id = read_16_or_32(reader, layout.version > 1);
    const std::uint8_t construction = layout.version > 0 ? reader.be16() & 15 : 0;
    reader.skip(2);  // data reference: this file
    const std::uint64_t base = reader.big_endian(static_cast<std::size_t>(layout.base_bytes));
    const int extents = reader.be16();
    if (reader.overrun()) return broken("iloc");
    HeifItem& item = meta_.items[id];
    item.construction = construction;
    for (int i = 0; i < extents; ++i) {
      TRY_VOID(budget_.take_chunk());
      reader.skip(static_cast<std::size_t>(layout.index_bytes));
      HeifExtent extent{.offset = reader.big_endian(static_cast<std::size_t>(layout.offset_bytes))};
      extent.length = reader.big_endian(static_cast<std::size_t>(layout.length_bytes));
      if (reader.overrun() || __builtin_add_overflow(extent.offset, base, &extent.offset)) return broken("iloc");
      item.extents.push_back(extent);
    }
    return {};
  }

  Result<void> take_references(Bytes payload) {
    ByteReader reader(payload);
    const bool wide = read_full_box_head(reader).version > 0;
    return for_each_box(reader.rest(), [&](const BmffBox& box) { return take_reference(box, wide); });
  }

  Result<void> take_reference(const BmffBox& box, bool wide) {
    ByteReader reader(box.payload);
    const std::uint32_t from = read_16_or_32(reader, wide);
    const int count = reader.be16();
    for (int i = 0; i < count; ++i) {
      TRY_VOID(budget_.take_chunk());
      meta_.references.push_back({.type = box.type, .from = from, .to = read_16_or_32(reader, wide)});
      if (reader.overrun()) return broken("iref");
    }
    return {};
  }

  Result<void> take_properties(const BmffBox& box) {
    if (box.type == fourcc("ipma")) return take_associations(box.payload);
    if (box.type != fourcc("ipco")) return {};
    return for_each_box(box.payload, [&](const BmffBox& property) -> Result<void> {
      meta_.properties.push_back(property);
      return {};
    });
  }

  Result<void> take_associations(Bytes payload) {
    ByteReader reader(payload);
    const FullBoxHead head = read_full_box_head(reader);
    const std::uint32_t entries = reader.be32();
    for (std::uint32_t i = 0; i < entries; ++i) {
      TRY_VOID(budget_.take_chunk());
      TRY_VOID(take_association(reader, head));
    }
    return {};
  }

  Result<void> take_association(ByteReader& reader, const FullBoxHead& head) {
    const bool wide_index = (head.flags & 1) != 0;
    const std::uint32_t id = read_16_or_32(reader, head.version > 0);
    const int count = reader.u8();
    if (reader.overrun()) return broken("ipma");
    HeifItem& item = meta_.items[id];
    for (int i = 0; i < count; ++i) {
      // The highest bit says that the property is essential.
      const int index = wide_index ? reader.be16() & 0x7FFF : reader.u8() & 0x7F;
      if (reader.overrun() || item.property_indices.size() == kMostProperties) return broken("ipma");
      item.property_indices.push_back(static_cast<std::uint16_t>(index));
    }
    return {};
  }

  ContainerBudget& budget_;
  HeifMeta meta_;
};

}  // namespace

const BmffBox* HeifMeta::property(const HeifItem& item, std::uint32_t type) const {
  for (const std::uint16_t index : item.property_indices) {
    if (index == 0 || index > properties.size()) continue;
    const BmffBox& candidate = properties[index - 1u];
    if (candidate.type == type) return &candidate;
  }
  return nullptr;
}

Result<HeifMeta> parse_heif_meta(Bytes payload, ContainerBudget& budget) { return MetaParser(budget).parse(payload); }

}  // namespace pictor::image
