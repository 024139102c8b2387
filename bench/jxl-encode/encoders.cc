// libjxl at its efforts, and our WebP and AVIF: what a picture in JPEG XL costs, and what it saves.

#include <jxl/encode.h>

#include <memory>
#include <string>

#include "encoders/comparison.h"
#include "photos.h"

namespace {

using pictor::bench::must;
using pictor::image::EncodedBytes;
using pictor::image::PictureView;

void succeed(JxlEncoderStatus status) {
  if (status != JXL_ENC_SUCCESS) std::abort();
}

/// Qualities of 30 and more, by the distance that src/image/encode/jxl_encoder.cc takes.
EncodedBytes libjxl(const PictureView& picture, int quality, int effort) {
  const std::unique_ptr<JxlEncoder, decltype(&JxlEncoderDestroy)> encoder(JxlEncoderCreate(nullptr), JxlEncoderDestroy);
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = static_cast<std::uint32_t>(picture.width);
  info.ysize = static_cast<std::uint32_t>(picture.height);
  info.bits_per_sample = 8;
  succeed(JxlEncoderSetBasicInfo(encoder.get(), &info));
  JxlColorEncoding srgb;
  JxlColorEncodingSetToSRGB(&srgb, JXL_FALSE);
  succeed(JxlEncoderSetColorEncoding(encoder.get(), &srgb));
  JxlEncoderFrameSettings* settings = JxlEncoderFrameSettingsCreate(encoder.get(), nullptr);
  succeed(JxlEncoderSetFrameDistance(settings, 0.1F + static_cast<float>(100 - quality) * 0.09F));
  succeed(JxlEncoderFrameSettingsSetOption(settings, JXL_ENC_FRAME_SETTING_EFFORT, effort));
  const JxlPixelFormat format = {3, JXL_TYPE_UINT8, JXL_NATIVE_ENDIAN, 0};
  succeed(JxlEncoderAddImageFrame(settings, &format, picture.pixels, picture.size()));
  JxlEncoderCloseInput(encoder.get());
  EncodedBytes file(picture.size() + 4096);
  std::uint8_t* next = file.data();
  std::size_t room = file.size();
  succeed(JxlEncoderProcessOutput(encoder.get(), &next, &room));
  file.resize(file.size() - room);
  return file;
}

auto at_effort(int effort) {
  return [effort](const PictureView& picture, int quality) { return libjxl(picture, quality, effort); };
}

auto fast_of(pictor::Format format) {
  return [format](const PictureView& picture, int quality) {
    return must(encode_picture(picture, format, {.quality = quality, .effort = pictor::image::Effort::kFast}));
  };
}

}  // namespace

int main(int count, char** arguments) {
  return pictor::bench::run_comparison(count, arguments,
                                       {{"effort 1", at_effort(1)},
                                        {"effort 3", at_effort(3)},
                                        {"effort 4", at_effort(4)},
                                        {"effort 5", at_effort(5)},
                                        {"effort 6", at_effort(6)},
                                        {"effort 7", at_effort(7)},
                                        {"webp", fast_of(pictor::Format::kWebp)},
                                        {"avif", fast_of(pictor::Format::kAvif)}});
}
