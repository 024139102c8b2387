#include "image/decode/format_pictures.h"
#include "image/decode/tiff_colors.h"
#include "image/decode/tiff_rows.h"
#include "image/decode/walk_again.h"

namespace pictor::image {
namespace {

class TiffPicture final : public PictureSource {
 public:
  TiffPicture(Bytes file, const TiffLayout& layout, Gamut widest)
      : layout_(layout),
        rows_(file, layout_),
        colors_(layout_, widest),
        shape_{.width = static_cast<int>(layout.width),
               .height = static_cast<int>(layout.height),
               .channels = colors_.channels(),
               .extent_width = static_cast<double>(layout.width),
               .extent_height = static_cast<double>(layout.height),
               .gamut = colors_.gamut()} {}

  Result<void> open() { return rows_.open(); }

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    colors_.convert(TRY(rows_.next()), row);
    return {};
  }

  Result<void> finish() override { return {}; }

 private:
  TiffLayout layout_;
  TiffRows rows_;
  TiffColors colors_;
  PictureShape shape_;
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_tiff(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  const TiffLayout layout = TRY(read_tiff_layout(file, limits_of(probed)));
  TRY_VOID(check_stored_size(probed, layout.width, layout.height));
  auto picture = std::make_unique<TiffPicture>(file, layout, target.widest);
  TRY_VOID(picture->open());
  return picture;
}

}  // namespace pictor::image
