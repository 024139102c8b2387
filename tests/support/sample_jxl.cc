#include <jxl/encode.h>

#include <memory>
#include <utility>

#include "support/sample_files.h"
#include "support/sample_pattern.h"

namespace pictor::test {
namespace {

using Encoder = std::unique_ptr<JxlEncoder, decltype(&JxlEncoderDestroy)>;

void succeed(JxlEncoderStatus status) { require(status == JXL_ENC_SUCCESS); }

JxlBasicInfo info_of(const JxlSample& sample) {
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = static_cast<std::uint32_t>(sample.width);
  info.ysize = static_cast<std::uint32_t>(sample.height);
  info.bits_per_sample = static_cast<std::uint32_t>(sample.depth);
  info.num_color_channels = sample.grey ? 1 : 3;
  info.orientation = static_cast<JxlOrientation>(sample.orientation);
  info.uses_original_profile = sample.lossless || !sample.icc.empty() ? JXL_TRUE : JXL_FALSE;
  if (sample.alpha) {
    info.num_extra_channels = 1;
    info.alpha_bits = info.bits_per_sample;
  }
  if (sample.frames > 1) {
    info.have_animation = JXL_TRUE;
    info.animation.tps_numerator = 10;
    info.animation.tps_denominator = 1;
  }
  return info;
}

void set_colours(JxlEncoder& encoder, const JxlSample& sample) {
  if (!sample.icc.empty()) {
    succeed(JxlEncoderSetICCProfile(&encoder, sample.icc.data(), sample.icc.size()));
    return;
  }
  JxlColorEncoding colours;
  JxlColorEncodingSetToSRGB(&colours, sample.grey ? JXL_TRUE : JXL_FALSE);
  if (sample.pq) {
    colours.transfer_function = JXL_TRANSFER_FUNCTION_PQ;
    colours.primaries = JXL_PRIMARIES_2100;
  }
  succeed(JxlEncoderSetColorEncoding(&encoder, &colours));
}

void add_frame(JxlEncoderFrameSettings* settings, const JxlSample& sample, int frame) {
  const int channels = sample.alpha ? 4 : sample.grey ? 1 : 3;
  const bool deep = sample.depth > 8;
  const FileBytes rgba = sample_pixels(sample.width, sample.height, frame, sample.alpha);
  FileBytes samples;
  for (std::size_t at = 0; at < rgba.size(); at += 4) {
    for (std::size_t c = 0; std::cmp_less(c, channels); ++c) {
      const std::uint8_t level = sample.grey ? luma(&rgba[at]) : rgba[at + c];
      samples.insert(samples.end(), deep ? 2 : 1, level);  // a level of 16 bits is one of 8 twice
    }
  }
  const JxlPixelFormat format = {.num_channels = static_cast<std::uint32_t>(channels),
                                 .data_type = deep ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8,
                                 .endianness = JXL_NATIVE_ENDIAN,
                                 .align = 0};
  if (sample.frames > 1) {
    JxlFrameHeader header;
    JxlEncoderInitFrameHeader(&header);
    header.duration = 1;
    succeed(JxlEncoderSetFrameHeader(settings, &header));
  }
  succeed(JxlEncoderAddImageFrame(settings, &format, samples.data(), samples.size()));
}

FileBytes output_of(JxlEncoder& encoder) {
  FileBytes file(1 << 20);
  std::uint8_t* next = file.data();
  std::size_t free_bytes = file.size();
  succeed(JxlEncoderProcessOutput(&encoder, &next, &free_bytes));
  file.resize(file.size() - free_bytes);
  return file;
}

}  // namespace

FileBytes make_jxl(const JxlSample& sample) {
  const Encoder encoder(JxlEncoderCreate(nullptr), JxlEncoderDestroy);
  succeed(JxlEncoderUseContainer(encoder.get(), sample.container ? JXL_TRUE : JXL_FALSE));
  if (!sample.exif.empty()) {
    succeed(JxlEncoderUseBoxes(encoder.get()));
    const FileBytes content = join({be32(0), sample.exif});
    succeed(JxlEncoderAddBox(encoder.get(), "Exif", content.data(), content.size(), JXL_FALSE));
    JxlEncoderCloseBoxes(encoder.get());
  }
  const JxlBasicInfo info = info_of(sample);
  succeed(JxlEncoderSetBasicInfo(encoder.get(), &info));
  set_colours(*encoder, sample);
  JxlEncoderFrameSettings* settings = JxlEncoderFrameSettingsCreate(encoder.get(), nullptr);
  succeed(JxlEncoderFrameSettingsSetOption(settings, JXL_ENC_FRAME_SETTING_EFFORT, 3));
  if (sample.lossless) {
    succeed(JxlEncoderSetFrameLossless(settings, JXL_TRUE));
  } else {
    succeed(JxlEncoderSetFrameDistance(settings, 0.5F));
  }
  for (int frame = 0; frame < sample.frames; ++frame) add_frame(settings, sample, frame);
  JxlEncoderCloseInput(encoder.get());
  return output_of(*encoder);
}

}  // namespace pictor::test
