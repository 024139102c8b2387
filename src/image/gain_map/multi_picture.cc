#include "image/gain_map/multi_picture.h"

#include <algorithm>

#include "image/container/byte_reader.h"
#include "image/container/byte_writer.h"
#include "image/container/tiff_directory.h"

namespace pictor::image {
namespace {

constexpr std::uint16_t kVersionTag = 0xB000;
constexpr std::uint16_t kNumberOfImagesTag = 0xB001;
constexpr std::uint16_t kEntriesTag = 0xB002;
constexpr std::uint16_t kLong = 4;
constexpr std::uint16_t kUndefined = 7;
constexpr std::uint32_t kBaselinePrimary = 0x030000;
constexpr std::size_t kEntryBytes = 16;
/// Cameras write a few: previews, the views of a stereo pair, a gain map.
constexpr std::size_t kMostPictures = 8;

}  // namespace

std::vector<Bytes> further_pictures(Bytes file, Bytes payload, ContainerBudget& budget) {
  const Bytes header = payload.subspan(std::min(payload.size(), kMultiPicture.size()));
  const Result<TiffDirectory> directory = TiffDirectory::read(header, budget);
  if (!directory) return {};
  const TiffField* entries = directory->find(kEntriesTag);
  if (entries == nullptr) return {};
  const auto base = static_cast<std::size_t>(header.data() - file.data());
  const bool big_endian = as_text(header).starts_with("MM");
  ByteReader reader(entries->data.first(std::min(entries->data.size(), kMostPictures * kEntryBytes)));
  const auto u32 = [&] { return big_endian ? reader.be32() : reader.le32(); };
  std::vector<Bytes> pictures;
  while (reader.remaining() >= kEntryBytes) {
    reader.skip(4);  // the attributes: every reader goes by what the picture itself says
    const std::size_t bytes = u32();
    const std::size_t offset = u32();
    reader.skip(4);
    // The first has the offset 0, which is no offset from the directory.
    if (offset == 0 || offset > file.size() - base || bytes > file.size() - base - offset) continue;
    pictures.push_back(file.subspan(base + offset, bytes));
  }
  return pictures;
}

std::vector<std::uint8_t> two_pictures(std::size_t first_bytes, std::size_t second_bytes, std::size_t payload_at) {
  constexpr std::uint32_t kFields = 3;
  constexpr std::uint32_t kEntriesAt = 8 + 2 + kFields * 12 + 4;
  std::vector<std::uint8_t> out;
  out.reserve(kTwoPicturesBytes);
  const auto field = [&](std::uint16_t tag, std::uint16_t type, std::uint32_t count) {
    append_be16(out, tag);
    append_be16(out, type);
    append_be32(out, count);
  };
  const auto entry = [&](std::uint32_t attributes, std::size_t bytes, std::size_t offset) {
    append_be32(out, attributes);
    append_be32(out, static_cast<std::uint32_t>(bytes));
    append_be32(out, static_cast<std::uint32_t>(offset));
    append_be32(out, 0);  // depends on no other picture
  };
  append_text(out, kMultiPicture);
  append_text(out, "MM");
  append_be16(out, 42);
  append_be32(out, 8);
  append_be16(out, kFields);
  field(kVersionTag, kUndefined, 4);
  append_text(out, "0100");
  field(kNumberOfImagesTag, kLong, 1);
  append_be32(out, 2);
  field(kEntriesTag, kUndefined, 2 * kEntryBytes);
  append_be32(out, kEntriesAt);
  append_be32(out, 0);  // no directory after this one
  entry(kBaselinePrimary, first_bytes, 0);
  entry(0, second_bytes, first_bytes - payload_at - kMultiPicture.size());
  return out;
}

}  // namespace pictor::image
