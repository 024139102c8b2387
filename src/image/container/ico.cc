// ICONDIR and ICONDIRENTRY as Microsoft describes them ("Icons", 1995); PNG entries since Windows Vista. Cursors (type
// 2) are not sniffed.

#include "image/container/ico.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "image/container/byte_reader.h"
#include "image/container/container_probes.h"

namespace pictor::image {
namespace {

struct Entry {
  int pixels = 0;
  int bits = 0;
  Bytes data;
};

/// A side of 256 is stored as 0.
int side(std::uint8_t stored) { return stored == 0 ? 256 : stored; }

Result<Entry> read_entry(ByteReader& reader, Bytes file) {
  Entry entry;
  const int width = side(reader.u8());
  entry.pixels = width * side(reader.u8());
  reader.skip(4);  // colours, reserved, planes: encoders disagree about them
  entry.bits = reader.le16();
  const std::uint32_t bytes = reader.le32();
  const std::uint32_t offset = reader.le32();
  if (reader.overrun() || bytes == 0 || offset > file.size() || bytes > file.size() - offset) {
    return fail(ErrorCode::kCorruptImage, "the icon ends before one of its pictures");
  }
  entry.data = file.subspan(offset, bytes);
  return entry;
}

Result<Entry> largest_entry(Bytes file, ContainerBudget& budget) {
  ByteReader reader(file);
  reader.skip(4);
  const int count = reader.le16();
  std::optional<Entry> largest;
  for (int i = 0; i < count; ++i) {
    TRY_VOID(budget.take_chunk());
    const Entry entry = TRY(read_entry(reader, file));
    const bool larger = !largest || std::tuple(entry.pixels, entry.bits) > std::tuple(largest->pixels, largest->bits);
    if (larger) largest = entry;
  }
  if (!largest) return fail(ErrorCode::kCorruptImage, "the icon has no picture");
  return *largest;
}

Result<Ico> read_bitmap(Bytes data, const Limits& limits, ContainerBudget& budget) {
  Ico ico{.png = {}, .picture = {}, .dib = TRY(read_dib(data, true, limits, budget)), .mask = {}};
  const std::size_t rows = ico.dib.stride() * ico.dib.height;
  const std::size_t mask = ico.dib.stride_of(1) * ico.dib.height;
  const Bytes rest = data.subspan(ico.dib.size);
  const bool has_mask = rest.size() >= rows + mask;
  if (rest.size() < rows || (!has_mask && ico.dib.bits != 32)) {
    return fail(ErrorCode::kCorruptImage, "the icon ends before its picture");
  }
  ico.picture = rest.first(rows);
  if (has_mask) ico.mask = rest.subspan(rows, mask);
  return ico;
}

}  // namespace

Result<Ico> read_ico(Bytes file, const Limits& limits) {
  ContainerBudget budget(limits);
  const Entry entry = TRY(largest_entry(file, budget));
  if (sniff_format(entry.data) != Format::kPng) return read_bitmap(entry.data, limits, budget);
  Ico ico{.png = TRY(probe_png(entry.data, limits)), .picture = entry.data, .dib = {}, .mask = {}};
  ico.png->facts.frames = 1;  // an icon does not move
  return ico;
}

Result<ProbeOutcome> probe_ico(Bytes file, const Limits& limits) {
  const Ico ico = TRY(read_ico(file, limits));
  if (ico.png) {
    ProbeOutcome outcome = *ico.png;
    outcome.facts.format = Format::kIco;
    return outcome;
  }
  ProbeOutcome outcome{.facts = {.format = Format::kIco, .has_alpha = true}};
  if (ico.dib.bits < 8) outcome.bit_depth = ico.dib.bits;
  set_size(outcome, ico.dib.width, ico.dib.height);
  return outcome;
}

}  // namespace pictor::image
