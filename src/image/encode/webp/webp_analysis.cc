#include "image/encode/webp/webp_analysis.h"

#include <algorithm>
#include <cmath>

#include "image/encode/webp/frame_coder.h"
#include "image/encode/webp/frame_writer.h"
#include "image/encode/webp/tune.h"

namespace pictor::image {
namespace {

/// 14 bits hold a side (RFC 6386, 9.1).
constexpr int kLongestSide = 16'383;

vp8::FrameSettings settings_of(int quality, const vp8::Segmentation& segmentation) {
  vp8::FrameSettings made;
  const double q = quality / 100.0;
  const double linear = q < 0.75 ? q * 2 / 3 : 2 * q - 1;
  const int index = std::clamp(static_cast<int>(127 * (1 - std::cbrt(linear))), 0, 127);
  static const double sns = vp8::tune("SNS", 3), fsns = vp8::tune("FSNS", 0), smax = vp8::tune("SMAX", 100);
  for (int i = 0; i < vp8::kSegments; ++i) {
    const double b = std::clamp(segmentation.business[i], -smax, smax);
    const int own = std::clamp((int)std::lround(index + sns * b), 0, 127);
    made.segments[i] = {
        .quantiser = own,
        .filter = std::clamp((int)std::lround(vp8::kAcSteps[own] * (vp8::tune("FLT", 0.16) + fsns * b)), 0, 63)};
  }
  made.filter_sharpness = vp8::tunei("SHARP", 0);
  made.deltas = {.luma_dc = vp8::tunei("Y1DC", -9),
                 .luma_dcs_dc = vp8::tunei("Y2DC", -3),
                 .luma_dcs_ac = vp8::tunei("Y2AC", -4),
                 .chroma_dc = vp8::tunei("UVDC", -10),
                 .chroma_ac = vp8::tunei("UVAC", 2)};
  return made;
}

}  // namespace

WebpAnalysis::WebpAnalysis(const PictureView& picture)
    : width_(picture.width), height_(picture.height), source_(picture), segmentation_(vp8::segmentation_of(source_)) {}

Result<WebpAnalysis> WebpAnalysis::of(const PictureView& picture) {
  if (std::max(picture.width, picture.height) > kLongestSide) {
    return fail_limit(ErrorCode::kUnprocessable, "too large a picture for WebP", kLongestSide,
                      std::max(picture.width, picture.height));
  }
  return WebpAnalysis(picture);
}

Result<EncodedBytes> WebpAnalysis::encode(const EncodeSettings& settings) const {
  vp8::CodedFrame frame{.width = width_, .height = height_, .settings = settings_of(settings.quality, segmentation_)};
  vp8::FrameCoder coder(source_, segmentation_.of, frame.settings, settings.effort);
  for (int y = 0; y < source_.high(); ++y) coder.code_row(y);
  frame.macroblocks = coder.take_macroblocks();
  frame.levels = coder.take_levels();
  return vp8::write_webp(frame);
}

}  // namespace pictor::image
