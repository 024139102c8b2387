#include <webp/decode.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "image/color/color_conversion.h"
#include "image/decode/format_pictures.h"
#include "image/decode/webp_chroma.h"
#include "image/decode/webp_profile.h"

namespace pictor::image {
namespace {

constexpr int kLossy = 1;  ///< WebPBitstreamFeatures::format

std::unexpected<Error> failed(VP8StatusCode status) {
  return fail(ErrorCode::kCorruptImage, "the WebP data is damaged", "libwebp status " + std::to_string(status));
}

/// libwebp decodes whole pictures only. Lossy ones are kept as the 4:2:0 planes they are made of, which is half the
/// memory of RGB, and converted row by row to the very pixels libwebp would give.
class WebpPicture final : public PictureSource {
 public:
  WebpPicture() { WebPInitDecoderConfig(&config_); }
  ~WebpPicture() override { WebPFreeDecBuffer(&config_.output); }

  Result<void> open(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
    const VP8StatusCode header = WebPGetFeatures(file.data(), file.size(), &config_.input);
    if (header != VP8_STATUS_OK) return failed(header);
    const WebPBitstreamFeatures& input = config_.input;
    TRY_VOID(
        check_stored_size(probed, static_cast<std::uint32_t>(input.width), static_cast<std::uint32_t>(input.height)));
    shape_ = {.width = input.width,
              .height = input.height,
              .channels = input.has_alpha ? 4 : 3,
              .extent_width = static_cast<double>(input.width),
              .extent_height = static_cast<double>(input.height)};
    conversion_.emplace(webp_profile(file), SampleLayout{.channels = shape_.channels}, shape_.channels, target.widest);
    shape_.gamut = conversion_->gamut();
    if (is_lossy()) {
      config_.output.colorspace = input.has_alpha ? MODE_YUVA : MODE_YUV;
      u_.resize(static_cast<std::size_t>(input.width));
      v_.resize(u_.size());
    } else {
      config_.output.colorspace = input.has_alpha ? MODE_RGBA : MODE_RGB;
    }
    const VP8StatusCode decoded = WebPDecode(file.data(), file.size(), &config_);
    if (decoded != VP8_STATUS_OK) return failed(decoded);
    return {};
  }

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    if (is_lossy()) {
      convert_planes(row.data());
    } else {
      const WebPRGBABuffer& rgba = config_.output.u.RGBA;
      std::memcpy(row.data(), rgba.rgba + static_cast<std::ptrdiff_t>(rgba.stride) * next_row_,
                  static_cast<std::size_t>(shape_.width) * shape_.channels);
    }
    ++next_row_;
    if (!conversion_->is_identity()) conversion_->apply(row.data(), row.data(), static_cast<std::size_t>(shape_.width));
    return {};
  }

  Result<void> finish() override { return {}; }

 private:
  bool is_lossy() const { return config_.input.format == kLossy; }

  void convert_planes(std::uint8_t* row) {
    const WebPYUVABuffer& planes = config_.output.u.YUVA;
    const std::ptrdiff_t y = next_row_;
    const std::ptrdiff_t near = y / 2;
    const std::ptrdiff_t last = (shape_.height - 1) / 2;
    const std::ptrdiff_t far = std::clamp(y % 2 == 0 ? near - 1 : near + 1, std::ptrdiff_t{0}, last);
    upsample_chroma_row(planes.u + near * planes.u_stride, planes.u + far * planes.u_stride, u_);
    upsample_chroma_row(planes.v + near * planes.v_stride, planes.v + far * planes.v_stride, v_);
    webp_yuv_to_rgb(planes.y + y * planes.y_stride, u_.data(), v_.data(), u_.size(), row,
                    static_cast<std::size_t>(shape_.channels));
    if (shape_.channels == 4) insert_alpha(planes.a + y * planes.a_stride, row);
  }

  void insert_alpha(const std::uint8_t* alpha, std::uint8_t* row) const {
    for (std::ptrdiff_t x = 0; x < shape_.width; ++x) row[4 * x + 3] = alpha[x];
  }

  WebPDecoderConfig config_{};
  PictureShape shape_;
  std::optional<ColorConversion> conversion_;
  std::vector<std::uint8_t> u_;  ///< a row of chroma at the width of the luma
  std::vector<std::uint8_t> v_;
  int next_row_ = 0;
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_webp(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  auto picture = std::make_unique<WebpPicture>();
  TRY_VOID(picture->open(file, probed, target));
  return picture;
}

}  // namespace pictor::image
