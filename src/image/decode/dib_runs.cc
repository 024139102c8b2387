#include <algorithm>

#include "image/container/byte_reader.h"
#include "image/decode/dib_rows.h"

namespace pictor::image {
namespace {

constexpr std::uint8_t kEndOfRow = 0, kEndOfPicture = 1, kMove = 2;

class RunReader {
 public:
  RunReader(const Dib& dib, Bytes runs)
      : runs_(runs),
        width_(dib.width),
        height_(dib.height),
        four_bits_(dib.packing == DibPacking::kRuns4),
        indices_(static_cast<std::size_t>(dib.width) * dib.height) {}

  Result<std::vector<std::uint8_t>> unpack() {
    while (!ended_) {
      const std::uint8_t count = runs_.u8();
      const std::uint8_t code = runs_.u8();
      if (runs_.overrun()) return at_end();
      const bool inside = count > 0 ? repeat(count, code) : escape(code);
      if (!inside) return fail(ErrorCode::kCorruptImage, "a run of the bitmap leaves its picture");
    }
    return std::move(indices_);
  }

 private:
  /// Some writers leave out the last mark.
  Result<std::vector<std::uint8_t>> at_end() {
    const bool complete = y_ >= height_ || (y_ == height_ - 1 && x_ == width_);
    if (!complete) return fail(ErrorCode::kCorruptImage, "the bitmap's runs end before its picture does");
    return std::move(indices_);
  }

  bool repeat(std::uint8_t count, std::uint8_t code) {
    for (int i = 0; i < count; ++i) {
      if (!put(four_bits_ ? half(code, i) : code)) return false;
    }
    return true;
  }

  bool escape(std::uint8_t code) {
    if (code == kEndOfRow) {
      x_ = 0;
      ++y_;
      return true;
    }
    if (code == kEndOfPicture) {
      ended_ = true;
      return true;
    }
    if (code == kMove) {
      x_ += runs_.u8();
      y_ += runs_.u8();
      return !runs_.overrun() && x_ <= width_ && y_ <= height_;
    }
    return copy(code);
  }

  /// So many indices as they are, then bytes to an even number.
  bool copy(int count) {
    const int bytes = four_bits_ ? (count + 1) / 2 : count;
    const Bytes codes = runs_.take(std::uint64_t{static_cast<unsigned>(bytes)} + bytes % 2);
    if (runs_.overrun()) return false;
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(four_bits_ ? i / 2 : i);
      if (!put(four_bits_ ? half(codes[at], i) : codes[at])) return false;
    }
    return true;
  }

  static std::uint8_t half(std::uint8_t code, int i) {
    return static_cast<std::uint8_t>(i % 2 == 0 ? code >> 4 : code & 15);
  }

  bool put(std::uint8_t index) {
    if (x_ >= width_ || y_ >= height_) return false;
    indices_[static_cast<std::size_t>(y_) * width_ + x_++] = index;
    return true;
  }

  ByteReader runs_;
  std::uint32_t width_;
  std::uint32_t height_;
  bool four_bits_;
  std::vector<std::uint8_t> indices_;
  std::uint32_t x_ = 0;
  std::uint32_t y_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<std::vector<std::uint8_t>> unpack_dib_runs(const Dib& dib, Bytes runs) { return RunReader(dib, runs).unpack(); }

}  // namespace pictor::image
