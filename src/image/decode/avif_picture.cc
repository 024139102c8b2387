#include <avif/avif.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "image/color/srgb_conversion.h"
#include "image/decode/avif_associations.h"
#include "image/decode/avif_color.h"
#include "image/decode/format_pictures.h"
#include "image/pixel_pool.h"

namespace pictor::image {
namespace {

struct DecoderDestroy {
  void operator()(avifDecoder* decoder) const { avifDecoderDestroy(decoder); }
};
struct ImageDestroy {
  void operator()(avifImage* image) const { avifImageDestroy(image); }
};

/// Even, as views of 4:2:0 pictures must start at even rows.
constexpr std::uint32_t kBandRows = 64;
/// Rows that the interpolation of chroma looks beyond a band.
constexpr std::uint32_t kMarginRows = 2;

std::unexpected<Error> failed(avifResult result) {
  const bool unsupported = result == AVIF_RESULT_NOT_IMPLEMENTED || result == AVIF_RESULT_REFORMAT_FAILED ||
                           result == AVIF_RESULT_NO_CODEC_AVAILABLE;
  if (unsupported) {
    return fail(ErrorCode::kUnprocessable, "this kind of AVIF is not supported", avifResultToString(result));
  }
  return fail(ErrorCode::kCorruptImage, "the AVIF data is damaged", avifResultToString(result));
}

/// libyuv keeps the factors of a YUV matrix in seven bits. That of blue is 2.11 for BT.709 and 2.14 for BT.2020 in
/// limited range, and becomes 2.0: blue is up to 5 % off. libavif's own conversion is right, and three times slower.
bool is_off_in_libyuv(const avifImage& image) {
  const bool wide = image.matrixCoefficients == AVIF_MATRIX_COEFFICIENTS_BT709 ||
                    image.matrixCoefficients == AVIF_MATRIX_COEFFICIENTS_BT2020_NCL;
  return wide && image.yuvRange == AVIF_RANGE_LIMITED;
}

std::unique_ptr<avifDecoder, DecoderDestroy> make_decoder() {
  std::unique_ptr<avifDecoder, DecoderDestroy> decoder(avifDecoderCreate());
  decoder->maxThreads = 1;
  decoder->requestedSource = AVIF_DECODER_SOURCE_PRIMARY_ITEM;
  decoder->ignoreExif = AVIF_TRUE;
  decoder->ignoreXMP = AVIF_TRUE;
  decoder->imageDimensionLimit = 65'536;  // AV1's own; probe() has checked ours
  // Boxes that older encoders left out (pixi, ispe of alpha) or got wrong (clap) do not keep browsers from showing.
  decoder->strictFlags = AVIF_STRICT_DISABLED;
  return decoder;
}

/// Rows from the YUV planes that libavif holds, converted a band at a time. libavif leaves irot, imir and clap to its
/// caller: the first two are the orientation that probe() told, clap is not applied.
class AvifPicture final : public PictureSource {
 public:
  Result<void> open(Bytes file, const ProbeOutcome& probed) {
    TRY_VOID(parse(file));
    TRY_VOID(check_stored_size(probed, image().width, image().height));
    if (const avifResult decoded = avifDecoderNextImage(decoder_.get()); decoded != AVIF_RESULT_OK) {
      return failed(decoded);
    }
    TRY_VOID(check_stored_size(probed, image().width, image().height));
    shape_ = {.width = static_cast<int>(image().width),
              .height = static_cast<int>(image().height),
              .channels = image().alphaPlane ? 4 : 3,
              .extent_width = static_cast<double>(image().width),
              .extent_height = static_cast<double>(image().height)};
    choose_conversion();
    return {};
  }

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
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

  Result<void> finish() override { return {}; }

 private:
  const avifImage& image() const { return *decoder_->image; }

  Result<void> parse(Bytes file) {
    const auto parse_bytes = [&](Bytes bytes) {
      const avifResult set = avifDecoderSetIOMemory(decoder_.get(), bytes.data(), bytes.size());
      return set == AVIF_RESULT_OK ? avifDecoderParse(decoder_.get()) : set;
    };
    avifResult parsed = parse_bytes(file);
    if (parsed == AVIF_RESULT_BMFF_PARSE_FAILED) {
      mended_ = with_distinct_associations(file);
      if (mended_) parsed = parse_bytes(*mended_);
    }
    if (parsed != AVIF_RESULT_OK) return failed(parsed);
    return {};
  }

  /// Deep samples are kept deep only where a conversion follows that would make their rounding visible.
  void choose_conversion() {
    const std::optional<HdrTransfer> hdr = avif_hdr_transfer(image());
    const std::optional<IccProfile> profile = hdr ? std::nullopt : avif_color_profile(image());
    sample_bytes_ = hdr || (profile && image().depth > 8) ? 2 : 1;
    if (hdr) {
      tone_map_.emplace(*hdr, avif_primaries(image()));
      return;
    }
    const bool grey = image().yuvFormat == AVIF_PIXEL_FORMAT_YUV400;
    const SampleLayout layout = {
        .model = grey ? ColorModel::kGrey : ColorModel::kRgb, .channels = shape_.channels, .bytes = sample_bytes_};
    conversion_.emplace(profile, layout, shape_.channels);
  }

  std::size_t band_row_bytes() const {
    return static_cast<std::size_t>(shape_.width) * shape_.channels * sample_bytes_;
  }

  /// Converts the rows from `next_row_` on. The band is taken with a margin, so that the chroma at its edges is
  /// interpolated as in the whole picture.
  Result<void> convert_band() {
    band_start_ = next_row_ >= kMarginRows ? next_row_ - kMarginRows : 0;
    band_end_ = std::min(next_row_ + kBandRows, image().height);
    const std::uint32_t bottom = std::min(band_end_ + kMarginRows, image().height);
    const avifCropRect rows = {0, band_start_, image().width, bottom - band_start_};
    const std::unique_ptr<avifImage, ImageDestroy> view(avifImageCreateEmpty());
    if (const avifResult set = avifImageSetViewRect(view.get(), &image(), &rows); set != AVIF_RESULT_OK) {
      return failed(set);
    }
    if (band_.size() == 0) band_ = PixelBuffer(band_row_bytes() * (kBandRows + 2 * kMarginRows));
    avifRGBImage rgb{};
    avifRGBImageSetDefaults(&rgb, view.get());
    rgb.depth = static_cast<std::uint32_t>(8 * sample_bytes_);
    rgb.format = shape_.channels == 4 ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
    rgb.chromaUpsampling = AVIF_CHROMA_UPSAMPLING_BEST_QUALITY;
    rgb.avoidLibYUV = is_off_in_libyuv(image()) ? AVIF_TRUE : AVIF_FALSE;
    rgb.pixels = band_.data();
    rgb.rowBytes = static_cast<std::uint32_t>(band_row_bytes());
    const avifResult converted = avifImageYUVToRGB(view.get(), &rgb);
    if (converted != AVIF_RESULT_OK) return failed(converted);
    return {};
  }

  std::optional<std::vector<std::uint8_t>> mended_;  ///< what is decoded instead of the file; outlives the decoder
  std::unique_ptr<avifDecoder, DecoderDestroy> decoder_ = make_decoder();
  PictureShape shape_;
  std::optional<SrgbConversion> conversion_;
  std::optional<HdrToneMap> tone_map_;
  int sample_bytes_ = 1;
  PixelBuffer band_;
  std::uint32_t band_start_ = 0;  ///< row of the picture that is first in `band_`
  std::uint32_t band_end_ = 0;    ///< first row that is not
  std::uint32_t next_row_ = 0;
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_avif(Bytes file, const ProbeOutcome& probed) {
  auto picture = std::make_unique<AvifPicture>();
  TRY_VOID(picture->open(file, probed));
  return picture;
}

}  // namespace pictor::image
