#include <jxl/encode.h>

#include <memory>
#include <optional>

#include "image/encode/color_census.h"
#include "image/encode/encode.h"
#include "image/encode/flatten.h"
#include "image/flat_graphic.h"

namespace pictor::image {
namespace {

/// libjxl's efforts. At equal SSIMULACRA2 score 5 takes 8 to 12 % fewer bytes than 3 for three to five times the time;
/// 6 and 7 take longer and save nothing more (bench/jxl-encode: eight photos at 300 and 600 px).
constexpr int kFastEffort = 3;
constexpr int kSmallEffort = 5;
/// Without loss 7 takes seconds for a megapixel.
constexpr int kLosslessEffort = 3;

/// libjxl takes 21 bytes of address space for each sample of each channel, 28 where it codes without loss, and ends the
/// process that has not got them; a codec process has 1.5 GiB for everything.
constexpr std::int64_t kMostSamples = 54'000'000;
constexpr std::int64_t kMostLosslessSamples = 39'000'000;

using EncoderPtr = std::unique_ptr<JxlEncoder, decltype(&JxlEncoderDestroy)>;

/// What is to become of the pixels; without a distance, exactly what they are.
struct JxlCoding {
  std::optional<float> distance;
  int effort = kLosslessEffort;
};

std::int64_t most_samples(const JxlCoding& coding) { return coding.distance ? kMostSamples : kMostLosslessSamples; }

std::int64_t samples_of(const PictureView& picture) { return static_cast<std::int64_t>(picture.size()); }

std::unexpected<Error> failure(const char* step) {
  return fail(ErrorCode::kInternal, "the JPEG XL could not be written", step);
}

/// The butteraugli distance that a quality below 100 stands for, as libjxl has it since 0.9
/// (JxlEncoderDistanceFromQuality() in lib/jxl/encode.cc): it gives about what libjpeg-turbo gives for the same number.
float distance_of(int quality) {
  const double q = quality;
  if (quality >= 30) return static_cast<float>(0.1 + (100 - q) * 0.09);
  return static_cast<float>(53.0 / 3000 * q * q - 23.0 / 20 * q + 25);
}

Result<void> describe(JxlEncoder& encoder, const PictureView& picture, bool lossless) {
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = static_cast<std::uint32_t>(picture.width);
  info.ysize = static_cast<std::uint32_t>(picture.height);
  info.bits_per_sample = 8;
  info.num_color_channels = 3;
  info.uses_original_profile = lossless ? JXL_TRUE : JXL_FALSE;
  if (picture.channels == 4) {
    info.num_extra_channels = 1;
    info.alpha_bits = info.bits_per_sample;
  }
  if (JxlEncoderSetBasicInfo(&encoder, &info) != JXL_ENC_SUCCESS) return failure("JxlEncoderSetBasicInfo");
  JxlColorEncoding colors;
  JxlColorEncodingSetToSRGB(&colors, JXL_FALSE);
  if (picture.gamut == Gamut::kDisplayP3) colors.primaries = JXL_PRIMARIES_P3;
  if (JxlEncoderSetColorEncoding(&encoder, &colors) != JXL_ENC_SUCCESS) return failure("JxlEncoderSetColorEncoding");
  return {};
}

Result<void> add_picture(JxlEncoder& encoder, const PictureView& picture, const JxlCoding& coding) {
  JxlEncoderFrameSettings* settings = JxlEncoderFrameSettingsCreate(&encoder, nullptr);
  const JxlEncoderStatus set = coding.distance ? JxlEncoderSetFrameDistance(settings, *coding.distance)
                                               : JxlEncoderSetFrameLossless(settings, JXL_TRUE);
  // Wavelets would blur alpha: by 7 levels at quality 80.
  if (set != JXL_ENC_SUCCESS ||
      JxlEncoderFrameSettingsSetOption(settings, JXL_ENC_FRAME_SETTING_RESPONSIVE, 0) != JXL_ENC_SUCCESS ||
      JxlEncoderFrameSettingsSetOption(settings, JXL_ENC_FRAME_SETTING_EFFORT, coding.effort) != JXL_ENC_SUCCESS) {
    return failure("the settings of a frame");
  }
  const JxlPixelFormat format = {.num_channels = static_cast<std::uint32_t>(picture.channels),
                                 .data_type = JXL_TYPE_UINT8,
                                 .endianness = JXL_NATIVE_ENDIAN,
                                 .align = 0};
  if (JxlEncoderAddImageFrame(settings, &format, picture.pixels, picture.size()) != JXL_ENC_SUCCESS) {
    return failure("JxlEncoderAddImageFrame");
  }
  JxlEncoderCloseInput(&encoder);
  return {};
}

Result<EncodedBytes> output_of(JxlEncoder& encoder) {
  constexpr std::size_t kFirstRoom = 64 << 10;
  EncodedBytes file(kFirstRoom);
  std::size_t used = 0;
  while (true) {
    std::uint8_t* next = file.data() + used;
    std::size_t room = file.size() - used;
    const JxlEncoderStatus status = JxlEncoderProcessOutput(&encoder, &next, &room);
    used = file.size() - room;
    if (status == JXL_ENC_ERROR) return failure("JxlEncoderProcessOutput");
    file.resize(status == JXL_ENC_SUCCESS ? used : 2 * file.size());
    if (status == JXL_ENC_SUCCESS) return file;
  }
}

/// A bare codestream, by this thread alone as no runner is given.
Result<EncodedBytes> encode(const PictureView& picture, const JxlCoding& coding) {
  if (picture.channels == 4 && is_opaque(picture)) return encode(without_alpha(picture).view(), coding);
  if (const std::int64_t most = most_samples(coding); samples_of(picture) > most) {
    return fail_limit(ErrorCode::kUnprocessable,
                      "too large a picture to be written as JPEG XL: samples of all channels", most,
                      samples_of(picture));
  }
  const EncoderPtr encoder(JxlEncoderCreate(nullptr), JxlEncoderDestroy);
  if (!encoder) return failure("JxlEncoderCreate");
  TRY_VOID(describe(*encoder, picture, !coding.distance));
  TRY_VOID(add_picture(*encoder, picture, coding));
  return output_of(*encoder);
}

}  // namespace

Result<EncodedBytes> encode_jxl_lossy(const PictureView& picture, const EncodeSettings& settings) {
  const int effort = settings.effort == Effort::kFast ? kFastEffort : kSmallEffort;
  return encode(picture, {distance_of(settings.quality), effort});
}

Result<EncodedBytes> encode_jxl_lossless(const PictureView& picture) { return encode(picture, {}); }

Result<EncodedBytes> encode_jxl(const PictureView& picture, const EncodeSettings& settings) {
  if (settings.quality == 100) return encode_jxl_lossless(picture);
  EncodedBytes lossy = TRY(encode_jxl_lossy(picture, settings));
  // Few colours alone do not make a graphic: every grey photograph has at most 256.
  const bool fits = samples_of(picture) <= kMostLosslessSamples;
  if (!fits || !is_flat_graphic(picture) || !count_colors(picture)) return lossy;
  EncodedBytes lossless = TRY(encode_jxl_lossless(picture));
  return lossless.size() <= lossy.size() ? std::move(lossless) : std::move(lossy);
}

}  // namespace pictor::image
