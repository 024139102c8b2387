#include <cstring>
#include <optional>
#include <vector>

#include "image/color/srgb_conversion.h"
#include "image/decode/adam7.h"
#include "image/decode/format_pictures.h"
#include "image/decode/png_color.h"
#include "image/decode/png_reader.h"
#include "image/picture.h"

namespace pictor::image {
namespace {

bool is_grey(const spng_ihdr& header) {
  return header.color_type == SPNG_COLOR_TYPE_GRAYSCALE || header.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA;
}

bool has_alpha_channel(const spng_ihdr& header) {
  return header.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA || header.color_type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA;
}

/// 16-bit samples come with an alpha in any case: libspng has no RGB format of that depth.
SampleLayout layout_of(const spng_ihdr& header, int channels) {
  const bool deep = header.bit_depth == 16;
  return {.model = is_grey(header) ? ColorModel::kGrey : ColorModel::kRgb,
          .channels = deep ? 4 : channels,
          .bytes = deep ? 2 : 1};
}

spng_format format_of(SampleLayout layout) {
  if (layout.bytes == 2) return SPNG_FMT_RGBA16;
  return layout.channels == 4 ? SPNG_FMT_RGBA8 : SPNG_FMT_RGB8;
}

/// Rows of a sequential picture pass through; an interlaced one is put together first, because its last pass holds
/// every other row.
class PngPicture final : public PictureSource {
 public:
  explicit PngPicture(Bytes file) : file_(file), reader_(file) {}

  Result<void> open(const ProbeOutcome& probed) {
    const spng_ihdr header = TRY(reader_.read_header());
    TRY_VOID(check_stored_size(probed, header.width, header.height));
    const bool transparent = has_alpha_channel(header) || TRY(reader_.has_transparency());
    shape_ = {.width = static_cast<int>(header.width),
              .height = static_cast<int>(header.height),
              .channels = transparent ? 4 : 3,
              .extent_width = static_cast<double>(header.width),
              .extent_height = static_cast<double>(header.height)};
    const SampleLayout layout = layout_of(header, shape_.channels);
    conversion_.emplace(png_color_profile(file_), layout, shape_.channels);
    TRY_VOID(reader_.start(format_of(layout)));
    const bool interlaced = header.interlace_method != SPNG_INTERLACE_NONE;
    if (interlaced || !conversion_->in_place()) {
      samples_.resize(static_cast<std::size_t>(shape_.width) * layout.channels * layout.bytes);
    }
    if (interlaced) TRY_VOID(deinterlace());
    return {};
  }

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    if (whole_) {
      std::memcpy(row.data(), whole_->row(next_row_++), whole_->stride());
      return {};
    }
    const std::span<std::uint8_t> samples = samples_.empty() ? row.first(row_bytes()) : std::span(samples_);
    TRY(reader_.read_row(samples));
    if (!conversion_->is_identity()) convert(samples, row, static_cast<std::size_t>(shape_.width));
    return {};
  }

  Result<void> finish() override { return {}; }

 private:
  std::size_t row_bytes() const { return static_cast<std::size_t>(shape_.width) * shape_.channels; }

  void convert(std::span<const std::uint8_t> samples, std::span<std::uint8_t> row, std::size_t pixels) const {
    conversion_->apply(samples.data(), row.data(), pixels);
  }

  Result<void> deinterlace() {
    whole_.emplace(shape_.width, shape_.height, shape_.channels);
    std::vector<std::uint8_t> pass_row(row_bytes());
    for (bool more = true; more;) {
      const spng_row_info place = TRY(reader_.next_row_place());
      more = TRY(reader_.read_row(samples_));
      const Adam7Columns columns = kAdam7[place.pass];
      convert(samples_, pass_row, columns.count(static_cast<std::uint32_t>(shape_.width)));
      scatter(pass_row, columns, whole_->row(static_cast<int>(place.row_num)));
    }
    return {};
  }

  void scatter(const std::vector<std::uint8_t>& from, Adam7Columns columns, std::uint8_t* to) const {
    const auto channels = static_cast<std::size_t>(shape_.channels);
    const std::size_t count = columns.count(static_cast<std::uint32_t>(shape_.width));
    for (std::size_t i = 0; i < count; ++i) {
      std::memcpy(to + (columns.first + i * columns.step) * channels, &from[i * channels], channels);
    }
  }

  Bytes file_;
  PngReader reader_;
  PictureShape shape_;
  std::optional<SrgbConversion> conversion_;
  std::vector<std::uint8_t> samples_;  ///< a row as libspng gives it; empty where rows are converted in place
  std::optional<Picture> whole_;       ///< of an interlaced picture
  int next_row_ = 0;                   ///< of `whole_`
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_png(Bytes file, const ProbeOutcome& probed) {
  auto picture = std::make_unique<PngPicture>(file);
  TRY_VOID(picture->open(probed));
  return picture;
}

}  // namespace pictor::image
