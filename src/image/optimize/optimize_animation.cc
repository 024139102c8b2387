#include <algorithm>
#include <array>

#include "image/decode/picture_source.h"
#include "image/encode/animation_encoder.h"
#include "image/optimize.h"
#include "image/optimize/encode_to_floor.h"
#include "image/optimize/fallback.h"
#include "image/resize/cascade.h"

namespace pictor::image {
namespace {

/// Qualities that are tried when the found one is not smaller than the source, as shares of it.
constexpr std::array kLastResorts = {0.6, 0.3};

/// Frames of an animation at the size of its optimized version.
class SmallFrames {
 public:
  static Result<SmallFrames> open(const OptimizeSource& source, const OptimizeSpec& spec) {
    return SmallFrames(TRY(open_animation(source.file, source.probed)), spec);
  }

  Size size() const { return target_.size; }
  int frames() const { return frames_->frames(); }
  int loop_count() const { return frames_->loop_count(); }

  /// The next frame, resized; valid until the next call.
  Result<PictureView> next(std::chrono::milliseconds& duration) {
    const AnimationSource::Frame frame = TRY(frames_->next_frame());
    duration = frame.duration;
    const int width = frames_->width();
    const PictureView canvas{frame.rgba.data(), width, frames_->height(), 4};
    if (target_.size == Size{width, frames_->height()}) return canvas;
    const PictureShape shape{width, canvas.height, 4, static_cast<double>(width), static_cast<double>(canvas.height)};
    small_ = std::make_unique<Cascade>(shape, std::span(&target_, 1));
    for (int y = 0; y < canvas.height; ++y) small_->push({canvas.row(y), canvas.stride()});
    return small_->pictures()[0].view();
  }

 private:
  SmallFrames(std::unique_ptr<AnimationSource> frames, const OptimizeSpec& spec)
      : frames_(std::move(frames)),
        target_{{}, fit_inside({frames_->width(), frames_->height()}, {spec.max_side, spec.max_side})} {}

  std::unique_ptr<AnimationSource> frames_;
  CascadeTarget target_;
  std::unique_ptr<Cascade> small_;
};

/// Lossy; the file is the first frame's alone.
Result<FlooredPicture> first_frame_to_floor(const OptimizeSource& source, const OptimizeSpec& spec) {
  SmallFrames frames = TRY(SmallFrames::open(source, spec));
  std::chrono::milliseconds duration{};
  return encode_to_floor(TRY(frames.next(duration)), {.format = Format::kWebp,
                                                      .floor = spec.floor,
                                                      .effort = Effort::kFast,
                                                      .max_encodes = spec.max_encodes,
                                                      .may_be_lossless = false});
}

Result<Optimized> encode_all(const OptimizeSource& source, const OptimizeSpec& spec, int quality) {
  SmallFrames frames = TRY(SmallFrames::open(source, spec));
  const Size size = frames.size();
  const std::unique_ptr<AnimationEncoder> encoder =
      TRY(make_webp_animation({.width = size.width,
                               .height = size.height,
                               .loop_count = frames.loop_count(),
                               .encode = {.quality = quality, .effort = Effort::kSmall}}));
  for (int i = 0; i < frames.frames(); ++i) {
    std::chrono::milliseconds duration{};
    const PictureView frame = TRY(frames.next(duration));
    TRY_VOID(encoder->add_frame(frame, duration));
  }
  Optimized optimized;
  EncodedAnimation animation = TRY(encoder->finish());
  optimized.file = std::move(animation.file);
  optimized.outcome.rendition = {.format = Format::kWebp,
                                 .width = size.width,
                                 .height = size.height,
                                 .frames = animation.frames,
                                 .quality = quality,
                                 .offset = 0,
                                 .bytes = static_cast<std::int64_t>(optimized.file.size())};
  return optimized;
}

/// An animation of a quality, where it is smaller than the source; `score` is the first frame's.
Result<std::optional<Optimized>> encode_if_smaller(const OptimizeSource& source, const OptimizeSpec& spec, int quality,
                                                   double score) {
  Optimized optimized = TRY(encode_all(source, spec, quality));
  if (optimized.file.size() >= source.file.size()) return std::nullopt;
  optimized.outcome.score = score;
  return optimized;
}

/// Lower qualities than one that was not smaller than the source.
Result<std::optional<Optimized>> encode_below(const OptimizeSource& source, const OptimizeSpec& spec, int quality,
                                              std::vector<OptimizeCandidate>& tried) {
  SmallFrames frames = TRY(SmallFrames::open(source, spec));
  std::chrono::milliseconds duration{};
  const PictureView frame = TRY(frames.next(duration));
  const Trials first_frame = TRY(Trials::of(frame, Format::kWebp, Effort::kFast));
  for (const double share : kLastResorts) {
    const int lower = std::max(1, static_cast<int>(quality * share));
    tried.push_back(TRY(first_frame.at(lower)).candidate);
    std::optional<Optimized> animation = TRY(encode_if_smaller(source, spec, lower, tried.back().score));
    if (animation) return animation;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<Optimized>> optimize_animation(const OptimizeSource& source, const OptimizeSpec& spec) {
  FlooredPicture first = TRY(first_frame_to_floor(source, spec));
  std::optional<Optimized> best = TRY(encode_if_smaller(source, spec, first.quality, first.score));
  if (!best) best = TRY(stripped_copy(source, spec));
  if (!best) best = TRY(encode_below(source, spec, first.quality, first.tried));
  if (best) best->outcome.candidates = std::move(first.tried);
  return best;
}

}  // namespace pictor::image
