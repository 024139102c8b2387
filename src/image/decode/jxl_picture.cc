#include <jxl/decode.h>

#include <cstring>
#include <optional>
#include <vector>

#include "image/color/color_conversion.h"
#include "image/color/hdr_tone_map.h"
#include "image/container/jxl_codestream.h"
#include "image/decode/format_pictures.h"
#include "image/decode/walk_again.h"
#include "image/pixel_pool.h"

namespace pictor::image {
namespace {

using Decoder = std::unique_ptr<JxlDecoder, decltype(&JxlDecoderDestroy)>;

std::unexpected<Error> corrupt(const char* cause) {
  return fail(ErrorCode::kCorruptImage, "the JPEG XL data is damaged", cause);
}

std::optional<HdrTransfer> hdr_transfer(const JxlColorEncoding& encoding) {
  if (encoding.transfer_function == JXL_TRANSFER_FUNCTION_PQ) return HdrTransfer::kPq;
  if (encoding.transfer_function == JXL_TRANSFER_FUNCTION_HLG) return HdrTransfer::kHlg;
  return std::nullopt;
}

/// The primaries of an encoding; grey has none, and any will do.
Chromaticities primaries_of(const JxlColorEncoding& encoding) {
  if (encoding.color_space != JXL_COLOR_SPACE_RGB) return {};
  return {.red_x = encoding.primaries_red_xy[0],
          .red_y = encoding.primaries_red_xy[1],
          .green_x = encoding.primaries_green_xy[0],
          .green_y = encoding.primaries_green_xy[1],
          .blue_x = encoding.primaries_blue_xy[0],
          .blue_y = encoding.primaries_blue_xy[1]};
}

/// The whole picture as libjxl gives it, upright: the codestream is handed over bare, so that libjxl sees no container
/// and makes no use of what may be in it (a JPEG to restore, metadata). Without a runner it works in this thread. Of an
/// animation, the first frame.
class JxlPicture final : public PictureSource {
 public:
  explicit JxlPicture(Gamut widest) : widest_(widest) {}

  Result<void> open(Bytes file, const ProbeOutcome& probed) {
    const Limits limits = limits_of(probed);
    ContainerBudget budget(limits);
    const JxlCodestream codestream = TRY(find_jxl_codestream(file, budget));
    std::vector<std::uint8_t> joined;
    Bytes bytes = codestream.parts.front();
    if (codestream.parts.size() > 1) bytes = joined = codestream.joined(file.size());
    const Decoder decoder(JxlDecoderCreate(nullptr), JxlDecoderDestroy);
    if (!decoder) return fail(ErrorCode::kInternal, "no memory for the JPEG XL", "JxlDecoderCreate");
    TRY_VOID(decode(*decoder, bytes, probed));
    return {};
  }

  const PictureShape& shape() const override { return shape_; }

  Result<void> read_row(std::span<std::uint8_t> row) override {
    const auto width = static_cast<std::size_t>(shape_.width);
    const std::uint8_t* from = samples_.data() + width * shape_.channels * sample_bytes_ * next_row_++;
    if (tone_map_) {
      tone_map_->apply(reinterpret_cast<const std::uint16_t*>(from), shape_.channels, row.data(), width);
    } else {
      conversion_->apply(from, row.data(), width);
    }
    return {};
  }

  Result<void> finish() override { return {}; }

 private:
  Result<void> decode(JxlDecoder& decoder, Bytes bytes, const ProbeOutcome& probed) {
    JxlDecoderSubscribeEvents(&decoder, JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING | JXL_DEC_FULL_IMAGE);
    JxlDecoderSetUnpremultiplyAlpha(&decoder, JXL_TRUE);
    JxlDecoderSetInput(&decoder, bytes.data(), bytes.size());
    while (true) {
      switch (JxlDecoderProcessInput(&decoder)) {
        case JXL_DEC_BASIC_INFO:
          TRY_VOID(take_shape(decoder, probed));
          break;
        case JXL_DEC_COLOR_ENCODING:
          TRY_VOID(choose_conversion(decoder));
          break;
        case JXL_DEC_NEED_IMAGE_OUT_BUFFER:
          TRY_VOID(give_buffer(decoder));
          break;
        case JXL_DEC_FULL_IMAGE:
          return {};
        case JXL_DEC_NEED_MORE_INPUT:
          return corrupt("it is cut short");
        default:
          return corrupt("libjxl gave up");
      }
    }
  }

  Result<void> take_shape(const JxlDecoder& decoder, const ProbeOutcome& probed) {
    JxlBasicInfo info;
    if (JxlDecoderGetBasicInfo(&decoder, &info) != JXL_DEC_SUCCESS) return corrupt("no basic info");
    TRY_VOID(check_stored_size(probed, info.xsize, info.ysize));
    grey_ = info.num_color_channels == 1;
    deep_ = info.bits_per_sample > 8;
    shape_ = {.width = static_cast<int>(info.xsize),
              .height = static_cast<int>(info.ysize),
              .channels = probed.facts.has_alpha ? 4 : 3,
              .extent_width = static_cast<double>(info.xsize),
              .extent_height = static_cast<double>(info.ysize)};
    return {};
  }

  /// Colours that libjxl can name are asked for as they are, and brought to sRGB as those of every other format are. Of
  /// those that only a profile describes, a picture stored as XYB comes as sRGB.
  Result<void> choose_conversion(JxlDecoder& decoder) {
    JxlColorEncoding encoding;
    const bool named = JxlDecoderGetColorAsEncodedProfile(&decoder, nullptr, JXL_COLOR_PROFILE_TARGET_ORIGINAL,
                                                          &encoding) == JXL_DEC_SUCCESS;
    const std::optional<HdrTransfer> hdr = named ? hdr_transfer(encoding) : std::nullopt;
    if (!named) {
      JxlColorEncoding srgb{};
      srgb.color_space = grey_ ? JXL_COLOR_SPACE_GRAY : JXL_COLOR_SPACE_RGB;
      srgb.white_point = JXL_WHITE_POINT_D65;
      srgb.primaries = JXL_PRIMARIES_SRGB;
      srgb.transfer_function = JXL_TRANSFER_FUNCTION_SRGB;
      srgb.rendering_intent = JXL_RENDERING_INTENT_RELATIVE;
      JxlDecoderSetPreferredColorProfile(&decoder, &srgb);
    }
    if (hdr) {
      sample_bytes_ = 2;
      tone_map_.emplace(*hdr, primaries_of(encoding));
      return {};
    }
    sample_bytes_ = deep_ ? 2 : 1;
    const SampleLayout layout = {
        .model = grey_ ? ColorModel::kGrey : ColorModel::kRgb, .channels = shape_.channels, .bytes = sample_bytes_};
    conversion_.emplace(data_profile(decoder), layout, shape_.channels, widest_);
    shape_.gamut = conversion_->gamut();
    return {};
  }

  static std::optional<IccProfile> data_profile(const JxlDecoder& decoder) {
    std::size_t size = 0;
    if (JxlDecoderGetICCProfileSize(&decoder, nullptr, JXL_COLOR_PROFILE_TARGET_DATA, &size) != JXL_DEC_SUCCESS ||
        size > IccProfile::kMaxBytes) {
      return std::nullopt;
    }
    std::vector<std::uint8_t> profile(size);
    const JxlDecoderStatus got = JxlDecoderGetColorAsICCProfile(&decoder, nullptr, JXL_COLOR_PROFILE_TARGET_DATA,
                                                                profile.data(), profile.size());
    return got == JXL_DEC_SUCCESS ? IccProfile::parse(profile) : std::nullopt;
  }

  Result<void> give_buffer(JxlDecoder& decoder) {
    const JxlPixelFormat format = {.num_channels = static_cast<std::uint32_t>(shape_.channels),
                                   .data_type = sample_bytes_ == 2 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8,
                                   .endianness = JXL_NATIVE_ENDIAN,
                                   .align = 0};
    samples_ = PixelBuffer(static_cast<std::size_t>(shape_.width) * shape_.height * shape_.channels * sample_bytes_);
    std::size_t needed = 0;
    if (JxlDecoderImageOutBufferSize(&decoder, &format, &needed) != JXL_DEC_SUCCESS || needed > samples_.size()) {
      return corrupt("an image of another size");
    }
    const auto set = JxlDecoderSetImageOutBuffer(&decoder, &format, samples_.data(), samples_.size());
    return set == JXL_DEC_SUCCESS ? Result<void>{} : corrupt("no image");
  }

  Gamut widest_;
  PictureShape shape_;
  bool grey_ = false;
  bool deep_ = false;
  int sample_bytes_ = 1;
  std::optional<ColorConversion> conversion_;
  std::optional<HdrToneMap> tone_map_;
  PixelBuffer samples_;
  std::size_t next_row_ = 0;
};

}  // namespace

Result<std::unique_ptr<PictureSource>> open_jxl(Bytes file, const ProbeOutcome& probed, DecodeTarget target) {
  auto picture = std::make_unique<JxlPicture>(target.widest);
  TRY_VOID(picture->open(file, probed));
  return picture;
}

}  // namespace pictor::image
