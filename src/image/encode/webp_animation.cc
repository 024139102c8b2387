#include <webp/demux.h>
#include <webp/mux.h>

#include <algorithm>

#include "image/encode/animation_encoder.h"
#include "image/encode/webp_settings.h"

namespace pictor::image {
namespace {

/// Frames between key frames at most: a player that seeks or drops frames recovers within a second or two.
constexpr int kKeyFrameDistance = 30;

WebPAnimEncoderOptions options_of(const AnimationSettings& settings) {
  WebPAnimEncoderOptions options;
  WebPAnimEncoderOptionsInit(&options);
  options.anim_params.loop_count = settings.loop_count;
  options.anim_params.bgcolor = 0;
  options.kmin = kKeyFrameDistance / 2;
  options.kmax = kKeyFrameDistance;
  return options;
}

int frames_in(const WebPData& file) {
  WebPDemuxer* demuxer = WebPDemux(&file);
  const int frames = demuxer == nullptr ? 0 : static_cast<int>(WebPDemuxGetI(demuxer, WEBP_FF_FRAME_COUNT));
  WebPDemuxDelete(demuxer);
  return frames;
}

class WebpAnimation final : public AnimationEncoder {
 public:
  explicit WebpAnimation(const AnimationSettings& settings)
      : settings_(settings), config_(webp_lossy_config(settings.encode)) {
    const WebPAnimEncoderOptions options = options_of(settings);
    encoder_ = WebPAnimEncoderNew(settings.width, settings.height, &options);
    WebPPictureInit(&picture_);
  }
  ~WebpAnimation() override {
    WebPAnimEncoderDelete(encoder_);
    WebPPictureFree(&picture_);
  }

  bool ready() const { return encoder_ != nullptr; }

  Result<void> add_frame(const PictureView& canvas, std::chrono::milliseconds duration) override {
    picture_.use_argb = 1;
    picture_.width = canvas.width;
    picture_.height = canvas.height;
    if (WebPPictureImportRGBA(&picture_, canvas.pixels, static_cast<int>(canvas.stride())) == 0 ||
        WebPAnimEncoderAdd(encoder_, &picture_, static_cast<int>(time_.count()), &config_) == 0) {
      return failure();
    }
    time_ += duration;
    return {};
  }

  Result<EncodedAnimation> finish() override {
    WebPData data;
    WebPDataInit(&data);
    if (WebPAnimEncoderAdd(encoder_, nullptr, static_cast<int>(time_.count()), nullptr) == 0 ||
        WebPAnimEncoderAssemble(encoder_, &data) == 0) {
      return failure();
    }
    EncodedAnimation animation{.file = {data.bytes, data.bytes + data.size}, .frames = frames_in(data)};
    WebPDataClear(&data);
    return animation;
  }

 private:
  std::unexpected<Error> failure() const {
    return fail(ErrorCode::kInternal, "the animated WebP could not be written", WebPAnimEncoderGetError(encoder_));
  }

  AnimationSettings settings_;
  WebPConfig config_;
  WebPPicture picture_;
  WebPAnimEncoder* encoder_ = nullptr;
  std::chrono::milliseconds time_{};
};

}  // namespace

Result<std::unique_ptr<AnimationEncoder>> make_webp_animation(const AnimationSettings& settings) {
  if (std::max(settings.width, settings.height) > WEBP_MAX_DIMENSION) {
    return fail_limit(ErrorCode::kUnprocessable, "too large a picture for WebP", WEBP_MAX_DIMENSION,
                      std::max(settings.width, settings.height));
  }
  auto encoder = std::make_unique<WebpAnimation>(settings);
  if (!encoder->ready()) return fail(ErrorCode::kInternal, "the animated WebP could not be started");
  return encoder;
}

}  // namespace pictor::image
