#include "image/render.h"

#include <algorithm>

#include "image/encode/animation_encoder.h"
#include "image/operations/analysis.h"
#include "image/operations/steps.h"
#include "image/optimize.h"
#include "image/optimize/encode_to_floor.h"
#include "image/optimize/png_instead.h"
#include "image/placeholder.h"
#include "image/render/gain_map_pictures.h"
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
            GainMapPictures gain_maps, const OutputSink& output, const ProgressSink& progress)
      : file_(file),
        plan_(plan),
        probed_(probed),
        layout_(std::move(layout)),
        watermarks_(std::move(watermarks)),
        gain_maps_(std::move(gain_maps)),
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
  struct Animation {
    std::unique_ptr<AnimationEncoder> encoder;  ///< none for a rendition that shows the first frame only
    int quality = 0;
  };

  struct Made {
    EncodedBytes file;
    Format format = Format::kJpeg;
    int quality = 0;
    int frames = 1;
  };

  static bool has_quality(Format format) { return format != Format::kPng && format != Format::kGif; }
  static bool finds_quality(const RenditionSpec& spec) { return spec.floor.has_value() && has_quality(spec.format); }
  static FloorTarget floor_target(const RenditionSpec& spec) {
    return {.format = spec.format, .floor = *spec.floor, .effort = spec.effort};
  }
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
    std::vector<Animation> animations(plan_.renditions.size());
    for (int n = 0; n < frames->frames(); ++n) {
      const AnimationSource::Frame frame = TRY(frames->next_frame());
      const PictureView canvas{frame.rgba.data(), frames->width(), frames->height(), 4};
      ResizedPictures pictures = ResizedPictures::from(canvas, layout_.targets);
      for (std::size_t i = 0; i < animations.size(); ++i) {
        if (!keeps_frames(plan_.renditions[i])) continue;
        const FinishedPicture shown = finished(pictures, i);
        if (!first) animations[i] = TRY(begin_animation(shown.view(), i, frames->loop_count()));
        TRY_VOID(animations[i].encoder->add_frame(shown.view(), frame.duration));
      }
      if (!first) first = std::move(pictures);
      progress_((kDecodeShare + kRenditionsShare) * (n + 1) / frames->frames());
    }
    for (std::size_t i = 0; i < animations.size(); ++i) {
      if (animations[i].encoder) {
        EncodedAnimation made = TRY(animations[i].encoder->finish());
        TRY_VOID(publish_rendition(i, {.file = std::move(made.file),
                                       .format = plan_.renditions[i].format,
                                       .quality = animations[i].quality,
                                       .frames = made.frames}));
      } else {
        TRY_VOID(publish_still(*first, i));
      }
    }
    return finish_with(*first);
  }

  Result<Animation> begin_animation(const PictureView& first_frame, std::size_t i, int loop_count) {
    const RenditionSpec& spec = plan_.renditions[i];
    int quality = spec.quality;
    if (finds_quality(spec)) {
      FloorTarget target = floor_target(spec);
      target.may_be_lossless = false;
      quality = TRY(encode_to_floor(first_frame, target)).quality;
    }
    return Animation{TRY(make_animation_encoder(spec.format, {.width = first_frame.width,
                                                              .height = first_frame.height,
                                                              .loop_count = loop_count,
                                                              .encode = {quality, spec.effort}})),
                     quality};
  }

  Result<void> publish_still(const ResizedPictures& pictures, std::size_t i) {
    const RenditionSpec& spec = plan_.renditions[i];
    const FinishedPicture shown = finished(pictures, i);
    Made made{.format = spec.format, .quality = spec.quality};
    if (finds_quality(spec)) {
      FlooredPicture found = TRY(encode_to_floor(shown.view(), floor_target(spec)));
      made.file = std::move(found.file);
      made.quality = found.quality;
    } else {
      made.file = TRY(encode_picture(shown.view(), spec.format, {spec.quality, spec.effort}));
    }
    // A PNG would be without the map.
    if (spec.or_png && !gain_maps_.is_carried_by(i)) {
      std::optional<EncodedBytes> png = TRY(png_instead(shown.view(), made.file));
      if (png) made = {.file = *std::move(png), .format = Format::kPng};
    }
    made.file = TRY(gain_maps_.put_behind(std::move(made.file), i));
    return publish_rendition(i, made);
  }

  FinishedPicture finished(const ResizedPictures& pictures, std::size_t i) const {
    return finish(pictures.of(i), {plan_.renditions[i], layout_.placements[i], watermarks_.of(i)});
  }

  Result<void> publish_rendition(std::size_t i, const Made& made) {
    outcome_.renditions.push_back({.format = made.format,
                                   .width = layout_.placements[i].canvas.width,
                                   .height = layout_.placements[i].canvas.height,
                                   .frames = made.frames,
                                   .quality = has_quality(made.format) ? made.quality : 0,
                                   .offset = TRY(append(made.file)),
                                   .bytes = static_cast<std::int64_t>(made.file.size())});
    return {};
  }

  Result<void> finish_with(const ResizedPictures& pictures) {
    if (layout_.placeholder) outcome_.placeholder = make_placeholder(in_srgb(pictures.of(*layout_.placeholder)).view());
    return layout_.optimized ? publish_optimized(in_srgb(pictures.of(*layout_.optimized)).view()) : Result<void>{};
  }

  Result<void> publish_optimized(const PictureView& picture) {
    const OptimizeSource source{file_, probed_};
    std::optional<Optimized> best = TRY(is_animation(probed_) ? optimize_animation(source, *plan_.optimize)
                                                              : optimize(picture, source, *plan_.optimize));
    if (!best) return {};
    TRY_VOID(gain_maps_.put_behind(*best, file_));
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
  GainMapPictures gain_maps_;
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
  GainMapPictures gain_maps = GainMapPictures::from(file, probed, plan, layout);
  return Rendering(file, plan, probed, std::move(layout), std::move(watermarks), std::move(gain_maps), output, progress)
      .run();
}

}  // namespace pictor::image
