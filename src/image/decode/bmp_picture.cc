#include <vector>

#include "image/color/color_conversion.h"
#include "image/container/bmp.h"
#include "image/decode/dib_rows.h"
#include "image/decode/format_pictures.h"
#include "image/decode/walk_again.h"

namespace pictor::image {
namespace {

class BmpPicture final : public PictureSource {
 public:
  BmpPicture(const Dib& dib, DibRows rows)
      : rows_(std::move(rows)),
        shape_{.width = static_cast<int>(dib.width),
               .height = static_cast<int>(dib.height),
               .channels = dib.masks.alpha != 0 && rows_.has_visible_pixels() ? 4 : 3,
               .extent_width = static_cast<double>(dib.width),
               .extent_height = static_cast<double>(dib.height)},
        conversion_(IccProfile::parse(dib.icc), SampleLayout{.channels = shape_.channels}, shape_.channels),
        rgba_(static_cast<std::size_t>(dib.width) * 4) {}

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    rows_.read(next_row_++, rgba_.data());
    const auto channels = static_cast<std::size_t>(shape_.channels);
    const auto width = static_cast<std::size_t>(shape_.width);
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t c = 0; c < channels; ++c) row[x * channels + c] = rgba_[x * 4 + c];
    }
    if (!conversion_.is_identity()) conversion_.apply(row.data(), row.data(), width);
    return {};
  }

  Result<void> finish() override { return {}; }

 private:
  DibRows rows_;
  PictureShape shape_;
  ColorConversion conversion_;
  std::vector<std::uint8_t> rgba_;  ///< a row
  std::uint32_t next_row_ = 0;
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_bmp(Bytes file, const ProbeOutcome& probed) {
  const Bmp bmp = TRY(read_bmp(file, limits_of(probed)));
  TRY_VOID(check_stored_size(probed, bmp.dib.width, bmp.dib.height));
  return std::make_unique<BmpPicture>(bmp.dib, TRY(DibRows::open(bmp.dib, bmp.pixels)));
}

}  // namespace pictor::image
