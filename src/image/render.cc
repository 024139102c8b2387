#include "image/render.h"

#include <algorithm>

#include "image/encode/animation_encoder.h"
#include "image/operations/analysis.h"
#include "image/operations/steps.h"
#include "image/optimize.h"
#include "image/placeholder.h"
#include "image/render/layout.h"
#include "image/render/resized_pictures.h"
#include "image/render/watermark_pictures.h"

namespace pictor::image {
namespace {

/// Shares of the whole that decoding (with resizing) and the renditions take, about; the optimized version is the rest.
constexpr double kDecodeShare = 0.3;
constexpr double kRenditionsShare = 0.4;

/// probe() counts frames only where open_animation() reads them.
bool is_animation(const ProbeOutcome& probed) { return probed.facts.frames > 1; }

/// One call of render(), step by step.
class Rendering {
 public:
  Rendering(Bytes file, const Plan& plan, const ProbeOutcome& probed, Layout layout, WatermarkPictures watermarks,
            const OutputSink& output, const ProgressSink& progress)
      : file_(file),
        plan_(plan),
        probed_(probed),
        layout_(std::move(layout)),
        watermarks_(std::move(watermarks)),
        output_(output),
        progress_(progress) {
    outcome_.facts = probed.facts;
  }

  Result<RenderOutcome> run() {
    if (is_animation(probed_) && std::ranges::any_of(plan_.renditions, &Rendering::keeps_frames)) {
      TRY_VOID(render_frames());
    } else if (!layout_.targets.empty()) {
      TRY_VOID(render_picture());
    }
    progress_(1);
    return std::move(outcome_);
  }

 private:
  static bool keeps_frames(const RenditionSpec& spec) { return spec.animated && can_hold_animation(spec.format); }

  Result<void> render_picture() {
    const std::unique_ptr<PictureSource> source = TRY(open_picture(file_, probed_, layout_.decode));
    const auto decoding = [&](double share) { progress_(kDecodeShare * share); };
    const ResizedPictures pictures = TRY(ResizedPictures::from(*source, layout_.targets, decoding));
    for (std::size_t i = 0; i < plan_.renditions.size(); ++i) {
      TRY_VOID(publish_still(pictures, i));
      progress_(kDecodeShare +
                kRenditionsShare * static_cast<double>(i + 1) / static_cast<double>(plan_.renditions.size()));
    }
    return finish_with(pictures);
  }

  /// All frames once; stills, the placeholder and the rest come from the first.
  Result<void> render_frames() {
    const std::unique_ptr<AnimationSource> frames = TRY(open_animation(file_, probed_));
    std::optional<ResizedPictures> first;
    std::vector<std::unique_ptr<AnimationEncoder>> encoders = TRY(animation_encoders(frames->loop_count()));
    for (int n = 0; n < frames->frames(); ++n) {
      const AnimationSource::Frame frame = TRY(frames->next_frame());
      const PictureView canvas{frame.rgba.data(), frames->width(), frames->height(), 4};
      ResizedPictures pictures = ResizedPictures::from(canvas, layout_.targets);
      for (std::size_t i = 0; i < encoders.size(); ++i) {
        if (!encoders[i]) continue;
        const FinishedPicture shown = finished(pictures, i);
        TRY_VOID(encoders[i]->add_frame(shown.view(), frame.duration));
      }
      if (!first) first = std::move(pictures);
      progress_((kDecodeShare + kRenditionsShare) * (n + 1) / frames->frames());
    }
    for (std::size_t i = 0; i < encoders.size(); ++i) {
      if (encoders[i]) {
        const EncodedAnimation animation = TRY(encoders[i]->finish());
        TRY_VOID(publish_rendition(i, animation.file, animation.frames));
      } else {
        TRY_VOID(publish_still(*first, i));
      }
    }
    return finish_with(*first);
  }

  /// One for each rendition; none for those that show the first frame only.
  Result<std::vector<std::unique_ptr<AnimationEncoder>>> animation_encoders(int loop_count) {
    std::vector<std::unique_ptr<AnimationEncoder>> encoders(plan_.renditions.size());
    for (std::size_t i = 0; i < encoders.size(); ++i) {
      const RenditionSpec& spec = plan_.renditions[i];
      if (!keeps_frames(spec)) continue;
      const Size canvas = layout_.placements[i].canvas;
      encoders[i] = TRY(make_animation_encoder(spec.format, {.width = canvas.width,
                                                             .height = canvas.height,
                                                             .loop_count = loop_count,
                                                             .encode = {spec.quality, spec.effort}}));
    }
    return encoders;
  }

  Result<void> publish_still(const ResizedPictures& pictures, std::size_t i) {
    const RenditionSpec& spec = plan_.renditions[i];
    const FinishedPicture shown = finished(pictures, i);
    return publish_rendition(i, TRY(encode_picture(shown.view(), spec.format, {spec.quality, spec.effort})), 1);
  }

  FinishedPicture finished(const ResizedPictures& pictures, std::size_t i) const {
    return finish(pictures.of(i), {plan_.renditions[i], layout_.placements[i], watermarks_.of(i)});
  }

  Result<void> publish_rendition(std::size_t i, const EncodedBytes& file, int frames) {
    const RenditionSpec& spec = plan_.renditions[i];
    const bool lossless = spec.format == Format::kPng || spec.format == Format::kGif;
    outcome_.renditions.push_back({.format = spec.format,
                                   .width = layout_.placements[i].canvas.width,
                                   .height = layout_.placements[i].canvas.height,
                                   .frames = frames,
                                   .quality = lossless ? 0 : spec.quality,
                                   .offset = TRY(append(file)),
                                   .bytes = static_cast<std::int64_t>(file.size())});
    return {};
  }

  Result<void> finish_with(const ResizedPictures& pictures) {
    if (layout_.placeholder) outcome_.placeholder = make_placeholder(pictures.of(*layout_.placeholder));
    return layout_.optimized ? publish_optimized(pictures.of(*layout_.optimized)) : Result<void>{};
  }

  Result<void> publish_optimized(const PictureView& picture) {
    const OptimizeSource source{file_, probed_};
    std::optional<Optimized> best = TRY(is_animation(probed_) ? optimize_animation(source, *plan_.optimize)
                                                              : optimize(picture, source, *plan_.optimize));
    if (!best) return {};
    best->outcome.rendition.offset = TRY(append(best->file));
    outcome_.optimized = std::move(best->outcome);
    return {};
  }

  /// Where the bytes begin in the output.
  Result<std::int64_t> append(const EncodedBytes& file) {
    TRY_VOID(output_(file));
    const std::int64_t offset = written_;
    written_ += static_cast<std::int64_t>(file.size());
    return offset;
  }

  Bytes file_;
  const Plan& plan_;
  const ProbeOutcome& probed_;
  Layout layout_;
  WatermarkPictures watermarks_;
  const OutputSink& output_;
  const ProgressSink& progress_;
  RenderOutcome outcome_;
  std::int64_t written_ = 0;
};

}  // namespace

Result<RenderOutcome> render(Bytes file, const Plan& plan, const OutputSink& output, const ProgressSink& progress,
                             Bytes watermark) {
  const ProbeOutcome probed = TRY(probe(file, plan.limits));
  const Analysis analysis = TRY(analyse(file, plan, probed));
  Layout layout = TRY(lay_out(plan, probed, analysis));
  WatermarkPictures watermarks = TRY(WatermarkPictures::from(watermark, plan, layout));
  return Rendering(file, plan, probed, std::move(layout), std::move(watermarks), output, progress).run();
}

}  // namespace pictor::image
