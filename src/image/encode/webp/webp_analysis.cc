#include "image/encode/webp/webp_analysis.h"

#include <algorithm>

#include "image/encode/webp/frame_coder.h"
#include "image/encode/webp/frame_writer.h"
#include "image/encode/webp/operating_point.h"
#include "image/encode/webp/webp_profile_chunk.h"

namespace pictor::image {
namespace {

/// 14 bits hold a side (RFC 6386, 9.1).
constexpr int kLongestSide = 16'383;

}  // namespace

WebpAnalysis::WebpAnalysis(const PictureView& picture)
    : width_(picture.width),
      height_(picture.height),
      gamut_(picture.gamut),
      source_(picture),
      segmentation_(vp8::segmentation_of(source_)) {}

Result<WebpAnalysis> WebpAnalysis::of(const PictureView& picture) {
  if (std::max(picture.width, picture.height) > kLongestSide) {
    return fail_limit(ErrorCode::kUnprocessable, "too large a picture for WebP", kLongestSide,
                      std::max(picture.width, picture.height));
  }
  return WebpAnalysis(picture);
}

Result<EncodedBytes> WebpAnalysis::encode(const EncodeSettings& settings) const {
  vp8::CodedFrame frame{.width = width_, .height = height_, .settings = vp8::settings_for(settings, segmentation_)};
  vp8::FrameCoder coder(source_, segmentation_.of, frame.settings, settings.effort);
  for (int y = 0; y < source_.high(); ++y) coder.code_row(y);
  frame.macroblocks = coder.take_macroblocks();
  frame.levels = coder.take_levels();
  return webp_in_gamut(TRY(vp8::write_webp(frame)), gamut_);
}

}  // namespace pictor::image
