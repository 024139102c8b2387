#include <algorithm>
#include <vector>

#include "image/container/ico.h"
#include "image/decode/dib_rows.h"
#include "image/decode/format_pictures.h"
#include "image/decode/walk_again.h"

namespace pictor::image {
namespace {

/// 32 bits are colour and alpha, unless all alpha is 0; then, and otherwise, the mask says what is drawn.
DibMasks with_alpha(const Dib& dib) {
  DibMasks masks = dib.masks;
  if (dib.bits == 32 && masks.alpha == 0) masks.alpha = 0xFF000000;
  return masks;
}

class IcoPicture final : public PictureSource {
 public:
  IcoPicture(const Ico& ico, DibRows rows)
      : ico_(ico),
        rows_(std::move(rows)),
        masked_(ico.dib.masks.alpha == 0 || !rows_.has_visible_pixels()),
        shape_{.width = static_cast<int>(ico.dib.width),
               .height = static_cast<int>(ico.dib.height),
               .channels = 4,
               .extent_width = static_cast<double>(ico.dib.width),
               .extent_height = static_cast<double>(ico.dib.height)} {}

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    rows_.read(next_row_, row.data());
    if (masked_) apply_mask(row);
    ++next_row_;
    return {};
  }

  Result<void> finish() override { return {}; }

 private:
  void apply_mask(std::span<std::uint8_t> row) const {
    const std::size_t stored = ico_.dib.height - 1 - next_row_;
    const Bytes bits = ico_.mask.empty() ? Bytes() : ico_.mask.subspan(stored * ico_.dib.stride_of(1));
    for (std::size_t x = 0; x < ico_.dib.width; ++x) {
      const bool drawn = bits.empty() || (bits[x / 8] >> (7 - x % 8) & 1) == 0;
      row[x * 4 + 3] = drawn ? 255 : 0;
    }
  }

  Ico ico_;
  DibRows rows_;
  bool masked_;
  PictureShape shape_;
  std::uint32_t next_row_ = 0;
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_ico(Bytes file, const ProbeOutcome& probed) {
  Ico ico = TRY(read_ico(file, limits_of(probed)));
  if (ico.png) return open_png(ico.picture, *ico.png);
  TRY_VOID(check_stored_size(probed, ico.dib.width, ico.dib.height));
  ico.dib.masks = with_alpha(ico.dib);
  return std::make_unique<IcoPicture>(ico, TRY(DibRows::open(ico.dib, ico.picture)));
}

}  // namespace pictor::image
