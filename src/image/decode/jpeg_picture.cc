#include <bit>
#include <optional>

#include "image/color/color_conversion.h"
#include "image/decode/format_pictures.h"
#include "image/decode/jpeg/frame_of.h"
#include "image/decode/jpeg/scaled_rows.h"
#include "image/decode/jpeg/scan_decoder.h"
#include "image/decode/jpeg/several_scans.h"
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
  explicit JpegPicture(Bytes file) : file_(file), reader_(file) {}

  Result<void> open(const ProbeOutcome& probed, DecodeTarget target) {
    TRY_VOID(reader_.read_header());
    const jpeg_decompress_struct& jpeg = reader_.state();
    TRY_VOID(check_stored_size(probed, jpeg.image_width, jpeg.image_height));
    layout_ = layout_of(jpeg);
    conversion_.emplace(IccProfile::parse(reader_.icc_profile()), layout_, 3, target.widest);
    eighths_ = jpeg_scale_for(static_cast<int>(jpeg.image_width), static_cast<int>(jpeg.image_height), target);
    if (!open_ours()) {
      // Uncorrected, and only these have SIMD inverse transforms in libjpeg-turbo: 3/8 costs more than 4/8 there.
      eighths_ = static_cast<int>(std::bit_ceil(static_cast<unsigned>(eighths_)));
      TRY_VOID(open_libjpeg());
    }
    shape_ = shape_at(eighths_);
    if (!conversion_->in_place()) samples_.resize(static_cast<std::size_t>(shape_.width) * layout_.channels);
    return {};
  }

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    std::uint8_t* samples = conversion_->in_place() ? row.data() : samples_.data();
    TRY_VOID(read_samples(samples));
    if (!conversion_->is_identity()) conversion_->apply(samples, row.data(), static_cast<std::size_t>(shape_.width));
    return {};
  }

  std::span<const float> lost_variance() const override {
    return ours_ ? ours_->lost_variance() : std::span<const float>();
  }

  Result<void> finish() override {
    if (ours_ && rows_read_ == shape_.height && !ours_->ends_well()) TRY_VOID(hand_over());
    return ours_ ? Result<void>{} : reader_.finish();
  }

 private:
  PictureShape shape_at(int eighths) const {
    const int full_width = static_cast<int>(reader_.state().image_width);
    const int full_height = static_cast<int>(reader_.state().image_height);
    return {.width = (full_width * eighths + 7) / 8,
            .height = (full_height * eighths + 7) / 8,
            .extent_width = full_width * eighths / 8.0,
            .extent_height = full_height * eighths / 8.0,
            .gamut = conversion_->gamut()};
  }

  /// Whether the file is one that our own decoders take.
  bool open_ours() {
    const jpeg_decompress_struct& jpeg = reader_.state();
    frame_ = jpeg::frame_of(jpeg, eighths_);
    if (!frame_) return false;
    std::unique_ptr<jpeg::SampleSource> source =
        jpeg::is_one_sequential_scan(jpeg)
            ? jpeg::make_scan_decoder(jpeg, *frame_, {jpeg.src->next_input_byte, jpeg.src->bytes_in_buffer})
            : jpeg::make_several_scans(jpeg, *frame_, file_);
    if (source) ours_.emplace(*frame_, std::move(source));
    return ours_.has_value();
  }

  Result<void> open_libjpeg() {
    return reader_.start(eighths_, layout_.model == ColorModel::kCmyk ? JCS_CMYK : JCS_RGB);
  }

  Result<void> read_samples(std::uint8_t* samples) {
    if (ours_ && !ours_->read_row({samples, static_cast<std::size_t>(shape_.width) * 3})) TRY_VOID(hand_over());
    if (!ours_) TRY_VOID(reader_.read_row(samples));
    ++rows_read_;
    return {};
  }

  /// Our decoder met something that no encoder writes. Whether that is damage is libjpeg's to say: it decodes the file
  /// from the start, and goes on from here if it can.
  Result<void> hand_over() {
    ours_.reset();
    TRY_VOID(open_libjpeg());
    std::vector<std::uint8_t> again(static_cast<std::size_t>(shape_.width) * layout_.channels);
    for (int y = 0; y < rows_read_; ++y) TRY_VOID(reader_.read_row(again.data()));
    return {};
  }

  Bytes file_;
  JpegReader reader_;
  SampleLayout layout_;
  std::optional<ColorConversion> conversion_;
  PictureShape shape_;
  int eighths_ = 8;
  std::optional<jpeg::Frame> frame_;
  std::optional<jpeg::ScaledRows> ours_;  ///< while nothing odd was met in what it takes
  int rows_read_ = 0;
  std::vector<std::uint8_t> samples_;  ///< a row of ink; empty where rows are converted in place
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_jpeg(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  auto picture = std::make_unique<JpegPicture>(file);
  TRY_VOID(picture->open(probed, target));
  return picture;
}

}  // namespace pictor::image
