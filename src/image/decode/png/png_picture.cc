#include <cstring>
#include <optional>
#include <vector>

#include "image/color/color_conversion.h"
#include "image/decode/format_pictures.h"
#include "image/decode/png/adam7.h"
#include "image/decode/png/png_color.h"
#include "image/decode/png/png_file.h"
#include "image/decode/png/png_rows.h"
#include "image/decode/png/png_samples.h"
#include "image/picture.h"

namespace pictor::image {
namespace {

/// Rows of a sequential picture pass through; an interlaced one is put together first, because its last pass holds
/// every other row.
class PngPicture final : public PictureSource {
 public:
  PngPicture(Bytes file, const PngFile& png, Gamut widest)
      : samples_(png),
        rows_(png.header, png.data),
        shape_{.width = static_cast<int>(png.header.width),
               .height = static_cast<int>(png.header.height),
               .channels = samples_.layout().channels,
               .extent_width = static_cast<double>(png.header.width),
               .extent_height = static_cast<double>(png.header.height)},
        conversion_(png_color_profile(file), samples_.layout(), shape_.channels, widest) {
    shape_.gamut = conversion_.gamut();
    if (!samples_.as_stored()) {
      expanded_.resize(static_cast<std::size_t>(shape_.width) * shape_.channels * samples_.layout().bytes);
    }
  }

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    if (whole_) {
      std::memcpy(row.data(), whole_->row(next_row_++), whole_->stride());
      return {};
    }
    const std::optional<PngRows::Row> stored = TRY(rows_.next());
    convert(*stored, row.data());
    return {};
  }

  Result<void> finish() override { return {}; }

  Result<void> deinterlace() {
    whole_.emplace(shape_.width, shape_.height, shape_.channels);
    std::vector<std::uint8_t> pixels(whole_->stride());
    while (const std::optional<PngRows::Row> stored = TRY(rows_.next())) {
      convert(*stored, pixels.data());
      scatter(pixels, *stored, whole_->row(static_cast<int>(stored->y)));
    }
    return {};
  }

 private:
  void convert(const PngRows::Row& stored, std::uint8_t* to) {
    const std::uint8_t* samples = stored.samples.data();
    if (!samples_.as_stored()) {
      samples_.expand(stored.samples, stored.pixels, expanded_.data());
      samples = expanded_.data();
    }
    conversion_.apply(samples, to, stored.pixels);
  }

  void scatter(const std::vector<std::uint8_t>& from, const PngRows::Row& place, std::uint8_t* to) const {
    const auto channels = static_cast<std::size_t>(shape_.channels);
    const Adam7Steps columns = kAdam7[place.pass].columns;
    for (std::size_t i = 0; i < place.pixels; ++i) {
      std::memcpy(to + (columns.first + i * columns.step) * channels, &from[i * channels], channels);
    }
  }

  PngSamples samples_;
  PngRows rows_;
  PictureShape shape_;
  ColorConversion conversion_;
  std::vector<std::uint8_t> expanded_;  ///< a row in the layout of samples_; empty where rows are stored so
  std::optional<Picture> whole_;        ///< of an interlaced picture
  int next_row_ = 0;                    ///< of `whole_`
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_png(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  const PngFile png = TRY(read_png_file(file));
  TRY_VOID(check_stored_size(probed, png.header.width, png.header.height));
  auto picture = std::make_unique<PngPicture>(file, png, target.widest);
  if (png.header.interlaced) TRY_VOID(picture->deinterlace());
  return picture;
}

}  // namespace pictor::image
