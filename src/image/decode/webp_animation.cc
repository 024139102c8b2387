#include <webp/demux.h>

#include <algorithm>
#include <optional>

#include "image/color/color_conversion.h"
#include "image/decode/format_pictures.h"
#include "image/decode/webp_profile.h"
#include "image/pixel_pool.h"

namespace pictor::image {
namespace {

struct DecoderDelete {
  void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};
using Decoder = std::unique_ptr<WebPAnimDecoder, DecoderDelete>;

/// libwebp's own compositor: it holds two canvases and blends as the container says.
class WebpAnimation final : public AnimationSource {
 public:
  WebpAnimation(Bytes file, const ProbeOutcome& probed)
      : facts_(probed.facts),
        loop_count_(probed.loop_count),
        conversion_(webp_profile(file), SampleLayout{.channels = 4}, 4) {}

  Result<void> open(Bytes file, const ProbeOutcome& probed) {
    WebPAnimDecoderOptions options;
    WebPAnimDecoderOptionsInit(&options);
    options.color_mode = MODE_RGBA;
    options.use_threads = 0;
    const WebPData data = {file.data(), file.size()};
    decoder_.reset(WebPAnimDecoderNew(&data, &options));
    WebPAnimInfo info{};
    if (!decoder_ || !WebPAnimDecoderGetInfo(decoder_.get(), &info)) {
      return fail(ErrorCode::kCorruptImage, "the WebP animation is damaged");
    }
    TRY_VOID(check_stored_size(probed, info.canvas_width, info.canvas_height));
    if (!conversion_.is_identity()) converted_ = PixelBuffer(canvas_pixels() * 4);
    return {};
  }

  int width() const override { return facts_.width; }
  int height() const override { return facts_.height; }
  int frames() const override { return facts_.frames; }
  int loop_count() const override { return loop_count_; }

  Result<Frame> next_frame() override {
    std::uint8_t* canvas = nullptr;
    int shown_until_ms = 0;
    if (!WebPAnimDecoderGetNext(decoder_.get(), &canvas, &shown_until_ms)) {
      return fail(ErrorCode::kCorruptImage, "a frame of the WebP animation is damaged");
    }
    const std::chrono::milliseconds duration(std::max(0, shown_until_ms - shown_until_ms_));
    shown_until_ms_ = shown_until_ms;
    if (conversion_.is_identity()) return Frame{{canvas, canvas_pixels() * 4}, duration};
    conversion_.apply(canvas, converted_.data(), canvas_pixels());
    return Frame{converted_.bytes(), duration};
  }

 private:
  std::size_t canvas_pixels() const { return static_cast<std::size_t>(facts_.width) * facts_.height; }

  ImageFacts facts_;
  int loop_count_;
  ColorConversion conversion_;
  Decoder decoder_;
  PixelBuffer converted_;  ///< the canvas in sRGB; libwebp goes on drawing on its own. Empty where that is sRGB
  int shown_until_ms_ = 0;
};

}  // namespace

Result<std::unique_ptr<AnimationSource>> open_webp_animation(Bytes file, const ProbeOutcome& probed) {
  auto animation = std::make_unique<WebpAnimation>(file, probed);
  TRY_VOID(animation->open(file, probed));
  return animation;
}

}  // namespace pictor::image
