#include "image/container/dib.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

constexpr std::uint32_t kCoreHeader = 12, kInfoHeader = 40, kOs2Header = 64, kV3Header = 56, kV5Header = 124;
constexpr std::array<std::uint32_t, 8> kHeaders = {kCoreHeader, 16,         kInfoHeader, 52,
                                                   kV3Header,   kOs2Header, 108,         kV5Header};
constexpr std::uint32_t kRgb = 0, kRle8 = 1, kRle4 = 2, kBitfields = 3, kAlphaBitfields = 6;
constexpr std::uint32_t kEmbeddedProfile = 0x4D424544;  // `MBED`
constexpr std::size_t kMostColors = 256;

std::unexpected<Error> damaged(const char* how) { return fail(ErrorCode::kCorruptImage, how); }

class HeaderReader {
 public:
  HeaderReader(Bytes bytes, bool icon, const Limits& limits, ContainerBudget& budget)
      : bytes_(bytes), reader_(bytes), icon_(icon), limits_(limits), budget_(budget) {}

  Result<Dib> read() {
    header_ = reader_.le32();
    if (std::ranges::find(kHeaders, header_) == kHeaders.end()) return damaged("the bitmap has an unknown header");
    TRY_VOID(take_size());
    if (header_ >= kInfoHeader) take_rest();
    if (bytes_.size() < header_ || reader_.overrun()) return damaged("the bitmap ends inside its header");
    TRY_VOID(take_packing());
    TRY_VOID(take_masks());
    TRY_VOID(take_palette());
    TRY_VOID(take_profile());
    return dib_;
  }

 private:
  Result<void> take_size() {
    const bool core = header_ == kCoreHeader;
    const std::int64_t width = core ? reader_.le16() : static_cast<std::int32_t>(reader_.le32());
    std::int64_t height = core ? reader_.le16() : static_cast<std::int32_t>(reader_.le32());
    const int planes = reader_.le16();
    dib_.bits = reader_.le16();
    if (planes != 1) return damaged("the bitmap has planes");
    if (width <= 0) return damaged("the bitmap has no width");
    dib_.top_down = height < 0;
    height = std::abs(height);
    if (icon_) {
      if (dib_.top_down) return damaged("the icon is upside down");
      height /= 2;
    }
    dib_.width = static_cast<std::uint32_t>(width);
    dib_.height = static_cast<std::uint32_t>(height);
    return check_frame_size(dib_.width, dib_.height, limits_);
  }

  void take_rest() {
    packing_ = reader_.le32();
    reader_.skip(12);  // bytes of the picture (unreliable), density
    colors_ = reader_.le32();
  }

  Result<void> take_packing() {
    constexpr std::array<int, 6> kDepths = {1, 4, 8, 16, 24, 32};
    if (std::ranges::find(kDepths, dib_.bits) == kDepths.end()) return damaged("the bitmap has an unknown depth");
    const bool os2 = header_ == kOs2Header && packing_ > kRle4;
    if (os2 || packing_ == 4 || packing_ == 5 || packing_ > kAlphaBitfields) {
      return fail(ErrorCode::kUnsupportedType, "this bitmap's compression is not read");
    }
    const bool runs = packing_ == kRle4 || packing_ == kRle8;
    const bool fields = packing_ == kBitfields || packing_ == kAlphaBitfields;
    const bool fits = runs ? dib_.bits == (packing_ == kRle4 ? 4 : 8) && !dib_.top_down && !icon_
                           : !fields || dib_.bits == 16 || dib_.bits == 32;
    if (!fits) return damaged("the bitmap's depth and compression do not go together");
    if (runs) dib_.packing = packing_ == kRle4 ? DibPacking::kRuns4 : DibPacking::kRuns8;
    return {};
  }

  /// Fields stand in the header, or follow the short one. Alpha is what a header says that has a place for it.
  Result<void> take_masks() {
    dib_.size = header_;
    if (dib_.bits == 16) dib_.masks = {.red = 0x7C00, .green = 0x03E0, .blue = 0x001F};
    if (dib_.bits == 32) dib_.masks = {.red = 0xFF0000, .green = 0xFF00, .blue = 0xFF};
    if (packing_ != kBitfields && packing_ != kAlphaBitfields) return {};
    ByteReader reader(bytes_);
    reader.skip(kInfoHeader);
    dib_.masks = {.red = reader.le32(), .green = reader.le32(), .blue = reader.le32()};
    if (header_ >= kV3Header || packing_ == kAlphaBitfields) dib_.masks.alpha = reader.le32();
    if (reader.overrun()) return damaged("the bitmap ends inside its header");
    dib_.size = std::max(dib_.size, reader.position());
    return {};
  }

  Result<void> take_palette() {
    if (dib_.bits > 8) return {};
    const std::size_t all = std::size_t{1} << dib_.bits;
    const std::size_t colors = colors_ == 0 ? all : colors_;
    if (colors > kMostColors) return damaged("the bitmap's palette is too large");
    dib_.palette_step = header_ == kCoreHeader ? 3 : 4;
    const std::size_t bytes = colors * dib_.palette_step;
    if (bytes_.size() - dib_.size < bytes) return damaged("the bitmap ends inside its palette");
    dib_.palette = bytes_.subspan(dib_.size, bytes);
    dib_.size += bytes;
    return {};
  }

  /// Embedded profiles only: a linked one is the name of a file.
  Result<void> take_profile() {
    if (header_ < kV5Header) return {};
    ByteReader reader(bytes_);
    reader.skip(56);
    if (reader.le32() != kEmbeddedProfile) return {};
    reader.skip(52);
    const std::uint32_t offset = reader.le32();
    const std::uint32_t size = reader.le32();
    TRY_VOID(budget_.take_metadata(size));
    if (offset > bytes_.size() || size > bytes_.size() - offset) return damaged("the bitmap ends before its profile");
    dib_.icc = bytes_.subspan(offset, size);
    return {};
  }

  Bytes bytes_;
  ByteReader reader_;
  bool icon_;
  const Limits& limits_;
  ContainerBudget& budget_;
  Dib dib_;
  std::uint32_t header_ = 0;
  std::uint32_t packing_ = kRgb;
  std::uint32_t colors_ = 0;
};

}  // namespace

Result<Dib> read_dib(Bytes bytes, bool icon, const Limits& limits, ContainerBudget& budget) {
  return HeaderReader(bytes, icon, limits, budget).read();
}

}  // namespace pictor::image
