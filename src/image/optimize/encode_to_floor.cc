#include "image/optimize/encode_to_floor.h"

#include <algorithm>

#include "image/encode/color_census.h"
#include "image/encode/flatten.h"
#include "image/flat_graphic.h"
#include "image/optimize/quality_curve.h"
#include "image/optimize/quality_search.h"
#include "image/optimize/sample_tiles.h"
#include "image/optimize/trial.h"

namespace pictor::image {
namespace {

/// Trials of the sample: the first tells how hard the picture is, the second is near enough to the floor.
constexpr int kSampleTrials = 2;

/// What the format can show of `picture`: the reference of its score.
class Showable {
 public:
  Showable(const PictureView& picture, Format format) : view_(picture) {
    if (picture.channels == 3) return;
    if (is_opaque(picture)) {
      made_ = without_alpha(picture);
    } else if (!can_hold_alpha(format)) {
      made_ = flattened_on_white(picture);
    } else {
      return;
    }
    view_ = made_.view();
  }
  const PictureView& view() const { return view_; }

 private:
  Picture made_;
  PictureView view_;
};

/// The quality that a sample promises.
Result<int> predicted_quality(const PictureView& picture, const FloorTarget& target) {
  const int typical = typical_quality(target.format, target.floor);
  const double bias = sample_bias(target.format, picture);
  if (bias == 0) return typical;
  const Picture sample = sample_tiles(picture);
  Trials trials = TRY(Trials::of(sample.view()));
  QualityBracket bracket(target.format, target.floor + bias);
  int quality = typical;
  for (int i = 0; i < kSampleTrials && !bracket.exhausted(); ++i) {
    bracket.add(TRY(trials.lossy(target.format, {quality, Effort::kFast})));
    if (!bracket.exhausted()) quality = bracket.next_quality();
  }
  return quality;
}

Result<FlooredPicture> searched(const PictureView& picture, const FloorTarget& target, int first_quality) {
  Trials trials = TRY(Trials::of(picture));
  FlooredPicture found;
  const auto trial = [&](int quality) -> Result<OptimizeCandidate> {
    const OptimizeCandidate candidate = TRY(trials.lossy(target.format, {quality, target.effort}));
    // Later ones that are enough are smaller; until one is, the last tried is the best.
    if (candidate.score >= target.floor || found.score < target.floor) {
      found.file = trials.take_file();
      found.quality = candidate.quality;
      found.score = candidate.score;
    }
    return candidate;
  };
  const QualitySearch search{.format = target.format,
                             .floor = target.floor,
                             .first_quality = first_quality,
                             .max_trials = target.max_encodes};
  TRY(search_quality(search, trial, found.tried));
  return found;
}

Result<void> prefer_lossless(FlooredPicture& found, const PictureView& picture, const FloorTarget& target) {
  EncodedBytes file = TRY(encode_webp_lossless(picture, {100, target.effort}));
  const bool needed = found.score < target.floor;
  if (!needed && file.size() > found.file.size()) return {};
  found.file = std::move(file);
  found.quality = 0;
  found.score = 100;
  return {};
}

}  // namespace

Result<FlooredPicture> encode_to_floor(const PictureView& picture, const FloorTarget& target, int first_quality) {
  const Showable shown(picture, target.format);
  const PictureView& view = shown.view();
  FlooredPicture found = TRY(searched(view, target, first_quality));
  // Few colours alone do not make a graphic: every grey photograph has at most 256.
  const bool lossless = target.may_be_lossless && target.format == Format::kWebp && is_flat_graphic(view) &&
                        (found.score < target.floor || count_colors(view).has_value());
  if (lossless) TRY_VOID(prefer_lossless(found, view, target));
  return found;
}

Result<FlooredPicture> encode_to_floor(const PictureView& picture, const FloorTarget& target) {
  const Showable shown(picture, target.format);
  return encode_to_floor(shown.view(), target, TRY(predicted_quality(shown.view(), target)));
}

}  // namespace pictor::image
