#include <algorithm>
#include <array>

#include "image/decode/picture_source.h"
#include "image/encode/animation_encoder.h"
#include "image/optimize.h"
#include "image/optimize/fallback.h"
#include "image/optimize/quality_search.h"
#include "image/optimize/sample_tiles.h"
#include "image/optimize/trial.h"
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

Result<Picture> first_frame_sample(const OptimizeSource& source, const OptimizeSpec& spec) {
  SmallFrames frames = TRY(SmallFrames::open(source, spec));
  std::chrono::milliseconds duration{};
  return sample_tiles(TRY(frames.next(duration)));
}

Result<Optimized> encode_all(const OptimizeSource& source, const OptimizeSpec& spec, const OptimizeCandidate& chosen) {
  SmallFrames frames = TRY(SmallFrames::open(source, spec));
  const Size size = frames.size();
  const std::unique_ptr<AnimationEncoder> encoder =
      TRY(make_webp_animation({.width = size.width,
                               .height = size.height,
                               .loop_count = frames.loop_count(),
                               .encode = {.quality = chosen.quality, .effort = Effort::kSmall}}));
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
                                 .quality = chosen.quality,
                                 .offset = 0,
                                 .bytes = static_cast<std::int64_t>(optimized.file.size())};
  optimized.outcome.score = chosen.score;
  return optimized;
}

/// An animation of the found quality or, when even that is not smaller than the source, of lower ones.
class AnimationSearch {
 public:
  AnimationSearch(const OptimizeSource& source, const OptimizeSpec& spec, Picture sample)
      : source_(source), spec_(spec), sample_(std::move(sample)) {}

  Result<std::optional<Optimized>> best() {
    const auto trial = [&](int quality) { return try_lossy(sample_.view(), Format::kWebp, quality); };
    const std::optional<OptimizeCandidate> found = TRY(search_quality(spec_.floor, spec_.max_encodes, trial, tried_));
    const OptimizeCandidate chosen = found ? *found : tried_.back();
    std::optional<Optimized> animation = TRY(if_smaller(chosen));
    if (!animation) animation = TRY(stripped_copy(source_, spec_));
    for (const double share : kLastResorts) {
      if (animation) break;
      tried_.push_back(TRY(trial(std::max(1, static_cast<int>(chosen.quality * share)))));
      animation = TRY(if_smaller(OptimizeCandidate(tried_.back())));
    }
    if (animation) animation->outcome.candidates = std::move(tried_);
    return animation;
  }

 private:
  Result<std::optional<Optimized>> if_smaller(const OptimizeCandidate& candidate) {
    Optimized optimized = TRY(encode_all(source_, spec_, candidate));
    if (optimized.file.size() >= source_.file.size()) return std::nullopt;
    return optimized;
  }

  const OptimizeSource& source_;
  const OptimizeSpec& spec_;
  Picture sample_;
  std::vector<OptimizeCandidate> tried_;
};

}  // namespace

Result<std::optional<Optimized>> optimize_animation(const OptimizeSource& source, const OptimizeSpec& spec) {
  return AnimationSearch(source, spec, TRY(first_frame_sample(source, spec))).best();
}

}  // namespace pictor::image
