#include "image/decode/yuv_rows.h"

#include <algorithm>
#include <memory>
#include <string>

#include "image/decode/avif_color.h"

namespace pictor::image {
namespace {

struct ImageDestroy {
  void operator()(avifImage* image) const { avifImageDestroy(image); }
};

/// Even, as views of 4:2:0 pictures must start at even rows.
constexpr std::uint32_t kBandRows = 64;
/// Rows that the interpolation of chroma looks beyond a band.
constexpr std::uint32_t kMarginRows = 2;

/// libyuv keeps the factors of a YUV matrix in seven bits. That of blue is 2.11 for BT.709 and 2.14 for BT.2020 in
/// limited range, and becomes 2.0: blue is up to 5 % off. libavif's own conversion is right, and three times slower.
bool is_off_in_libyuv(const avifImage& image) {
  const bool wide = image.matrixCoefficients == AVIF_MATRIX_COEFFICIENTS_BT709 ||
                    image.matrixCoefficients == AVIF_MATRIX_COEFFICIENTS_BT2020_NCL;
  return wide && image.yuvRange == AVIF_RANGE_LIMITED;
}

}  // namespace

std::unexpected<Error> avif_failure(avifResult result, const char* format) {
  const bool unsupported = result == AVIF_RESULT_NOT_IMPLEMENTED || result == AVIF_RESULT_REFORMAT_FAILED ||
                           result == AVIF_RESULT_NO_CODEC_AVAILABLE;
  if (unsupported) {
    return fail(ErrorCode::kUnprocessable, "this kind of " + std::string(format) + " is not supported",
                avifResultToString(result));
  }
  return fail(ErrorCode::kCorruptImage, "the " + std::string(format) + " data is damaged", avifResultToString(result));
}

YuvRows::YuvRows(const avifImage& image, const char* format, Gamut widest)
    : image_(image),
      format_(format),
      shape_{.width = static_cast<int>(image.width),
             .height = static_cast<int>(image.height),
             .channels = image.alphaPlane ? 4 : 3,
             .extent_width = static_cast<double>(image.width),
             .extent_height = static_cast<double>(image.height)} {
  choose_conversion(widest);
}

Result<void> YuvRows::read_row(std::span<std::uint8_t> row) {
  if (next_row_ == band_end_) TRY_VOID(convert_band());
  const std::uint8_t* samples = band_.data() + static_cast<std::size_t>(next_row_ - band_start_) * band_row_bytes();
  const auto pixels = static_cast<std::size_t>(shape_.width);
  if (tone_map_) {
    tone_map_->apply(reinterpret_cast<const std::uint16_t*>(samples), shape_.channels, row.data(), pixels);
  } else {
    conversion_->apply(samples, row.data(), pixels);
  }
  ++next_row_;
  return {};
}

/// Deep samples are kept deep only where a conversion follows that would make their rounding visible.
void YuvRows::choose_conversion(Gamut widest) {
  const std::optional<HdrTransfer> hdr = avif_hdr_transfer(image_);
  const std::optional<IccProfile> profile = hdr ? std::nullopt : avif_color_profile(image_);
  sample_bytes_ = hdr || (profile && image_.depth > 8) ? 2 : 1;
  if (hdr) {
    tone_map_.emplace(*hdr, avif_primaries(image_));
    return;
  }
  const bool grey = image_.yuvFormat == AVIF_PIXEL_FORMAT_YUV400;
  const SampleLayout layout = {
      .model = grey ? ColorModel::kGrey : ColorModel::kRgb, .channels = shape_.channels, .bytes = sample_bytes_};
  conversion_.emplace(profile, layout, shape_.channels, widest);
  shape_.gamut = conversion_->gamut();
}

std::size_t YuvRows::band_row_bytes() const {
  return static_cast<std::size_t>(shape_.width) * shape_.channels * sample_bytes_;
}

/// Converts the rows from `next_row_` on. The band is taken with a margin, so that the chroma at its edges is
/// interpolated as in the whole picture.
Result<void> YuvRows::convert_band() {
  band_start_ = next_row_ >= kMarginRows ? next_row_ - kMarginRows : 0;
  band_end_ = std::min(next_row_ + kBandRows, image_.height);
  const std::uint32_t bottom = std::min(band_end_ + kMarginRows, image_.height);
  const avifCropRect rows = {0, band_start_, image_.width, bottom - band_start_};
  const std::unique_ptr<avifImage, ImageDestroy> view(avifImageCreateEmpty());
  if (const avifResult set = avifImageSetViewRect(view.get(), &image_, &rows); set != AVIF_RESULT_OK) {
    return avif_failure(set, format_);
  }
  if (band_.size() == 0) band_ = PixelBuffer(band_row_bytes() * (kBandRows + 2 * kMarginRows));
  avifRGBImage rgb{};
  avifRGBImageSetDefaults(&rgb, view.get());
  rgb.depth = static_cast<std::uint32_t>(8 * sample_bytes_);
  rgb.format = shape_.channels == 4 ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.chromaUpsampling = AVIF_CHROMA_UPSAMPLING_BEST_QUALITY;
  rgb.avoidLibYUV = is_off_in_libyuv(image_) ? AVIF_TRUE : AVIF_FALSE;
  rgb.pixels = band_.data();
  rgb.rowBytes = static_cast<std::uint32_t>(band_row_bytes());
  const avifResult converted = avifImageYUVToRGB(view.get(), &rgb);
  if (converted != AVIF_RESULT_OK) return avif_failure(converted, format_);
  return {};
}

}  // namespace pictor::image
