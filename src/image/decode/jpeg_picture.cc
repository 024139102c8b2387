#include "image/color/srgb_conversion.h"
#include "image/decode/format_pictures.h"
#include "image/decode/jpeg_reader.h"
#include "image/decode/jpeg_scale.h"

namespace pictor::image {
namespace {

/// What libjpeg is asked for: ink as ink, grey as grey three times, everything else as RGB.
SampleLayout layout_of(const jpeg_decompress_struct& jpeg) {
  if (jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK) {
    // Adobe writes ink inverted and says so by its marker alone (libjpeg.txt, "Special color spaces").
    return {.model = ColorModel::kCmyk, .channels = 4, .inverted = jpeg.saw_Adobe_marker == TRUE};
  }
  return {.model = jpeg.jpeg_color_space == JCS_GRAYSCALE ? ColorModel::kGrey : ColorModel::kRgb};
}

class JpegPicture final : public PictureSource {
 public:
  explicit JpegPicture(Bytes file) : reader_(file) {}

  Result<void> open(const ProbeOutcome& probed, DecodeTarget target) {
    TRY_VOID(reader_.read_header());
    const jpeg_decompress_struct& jpeg = reader_.state();
    TRY_VOID(check_stored_size(probed, jpeg.image_width, jpeg.image_height));
    const SampleLayout layout = layout_of(jpeg);
    conversion_.emplace(IccProfile::parse(reader_.icc_profile()), layout, 3);
    const int full_width = static_cast<int>(jpeg.image_width);
    const int full_height = static_cast<int>(jpeg.image_height);
    const int eighths = jpeg_scale_for(full_width, full_height, target);
    TRY_VOID(reader_.start(eighths, layout.model == ColorModel::kCmyk ? JCS_CMYK : JCS_RGB));
    shape_ = {.width = static_cast<int>(jpeg.output_width),
              .height = static_cast<int>(jpeg.output_height),
              .extent_width = full_width * eighths / 8.0,
              .extent_height = full_height * eighths / 8.0};
    if (!conversion_->in_place()) samples_.resize(static_cast<std::size_t>(shape_.width) * layout.channels);
    return {};
  }

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    std::uint8_t* samples = conversion_->in_place() ? row.data() : samples_.data();
    TRY_VOID(reader_.read_row(samples));
    if (!conversion_->is_identity()) conversion_->apply(samples, row.data(), static_cast<std::size_t>(shape_.width));
    return {};
  }

  Result<void> finish() override { return reader_.finish(); }

 private:
  JpegReader reader_;
  std::optional<SrgbConversion> conversion_;
  PictureShape shape_;
  std::vector<std::uint8_t> samples_;  ///< a row of ink; empty where rows are converted in place
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_jpeg(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  auto picture = std::make_unique<JpegPicture>(file);
  TRY_VOID(picture->open(probed, target));
  return picture;
}

}  // namespace pictor::image
