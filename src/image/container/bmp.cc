#include "image/container/bmp.h"

#include "image/container/byte_reader.h"
#include "image/container/container_probes.h"

namespace pictor::image {
namespace {

constexpr std::size_t kFileHeader = 14;

}  // namespace

Result<Bmp> read_bmp(Bytes file, const Limits& limits) {
  ByteReader reader(file);
  reader.skip(2);
  const std::uint32_t file_bytes = reader.le32();
  reader.skip(4);
  const std::uint32_t pixels_at = reader.le32();
  if (reader.overrun()) return fail(ErrorCode::kCorruptImage, "the BMP ends inside its header");
  ContainerBudget budget(limits);
  Bmp bmp{.dib = TRY(read_dib(reader.rest(), false, limits, budget)), .pixels = {}};
  // Some writers give no size, or that of the picture alone: only one that is missing bytes is telling.
  if (file_bytes > file.size()) return fail(ErrorCode::kCorruptImage, "the BMP is shorter than it says");
  const std::size_t header_bytes = kFileHeader + bmp.dib.size - bmp.dib.palette.size();
  if (pixels_at < header_bytes || pixels_at >= file.size()) {
    return fail(ErrorCode::kCorruptImage, "the BMP's picture is out of place");
  }
  // A palette that says it is longer than the room for it ends where the picture begins.
  const std::size_t room = (pixels_at - header_bytes) / bmp.dib.palette_step * bmp.dib.palette_step;
  if (room < bmp.dib.palette.size()) bmp.dib.palette = bmp.dib.palette.first(room);
  bmp.pixels = file.subspan(pixels_at);
  const std::size_t rows = bmp.dib.stride() * bmp.dib.height;
  if (bmp.dib.packing == DibPacking::kRows && bmp.pixels.size() < rows) {
    return fail(ErrorCode::kCorruptImage, "the BMP ends before its picture");
  }
  return bmp;
}

Result<ProbeOutcome> probe_bmp(Bytes file, const Limits& limits) {
  const Bmp bmp = TRY(read_bmp(file, limits));
  ProbeOutcome outcome{.facts = {.format = Format::kBmp, .has_alpha = bmp.dib.masks.alpha != 0},
                       .has_icc = !bmp.dib.icc.empty()};
  if (bmp.dib.bits < 8) outcome.bit_depth = bmp.dib.bits;
  set_size(outcome, bmp.dib.width, bmp.dib.height);
  return outcome;
}

}  // namespace pictor::image
