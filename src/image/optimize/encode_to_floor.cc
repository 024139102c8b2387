#include "image/optimize/encode_to_floor.h"

#include "image/encode/color_census.h"
#include "image/encode/flatten.h"
#include "image/flat_graphic.h"
#include "image/optimize/quality_guess.h"

namespace pictor::image {
namespace {

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

/// The trial that a file was written of had none before.
void note_bytes(std::vector<OptimizeCandidate>& tried, int quality, std::size_t bytes) {
  for (OptimizeCandidate& candidate : tried) {
    if (candidate.quality == quality) candidate.bytes = static_cast<std::int64_t>(bytes);
  }
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

Result<FlooredPicture> search_floor(const Trials& trials, const QualitySearch& search) {
  FlooredPicture found;
  std::optional<Trial> best;
  const auto trial = [&](int quality) -> Result<OptimizeCandidate> {
    Trial made = TRY(trials.at(quality));
    const OptimizeCandidate candidate = made.candidate;
    // Later ones that are enough are smaller; until one is, the last tried is the best.
    if (candidate.score >= search.floor || !best || best->candidate.score < search.floor) best = std::move(made);
    return candidate;
  };
  TRY(search_quality(search, trial, found.tried));
  found.quality = best->candidate.quality;
  found.score = best->candidate.score;
  found.file = TRY(best->coding.take_file());
  note_bytes(found.tried, found.quality, found.file.size());
  return found;
}

Result<FlooredPicture> encode_to_floor(const PictureView& picture, const FloorTarget& target, int first_quality) {
  const Showable shown(picture, target.format);
  const PictureView& view = shown.view();
  const Trials trials = TRY(Trials::of(view, target.format, target.effort));
  FlooredPicture found = TRY(search_floor(trials, {.format = target.format,
                                                   .floor = target.floor,
                                                   .first_quality = first_quality,
                                                   .max_trials = target.max_encodes}));
  // Few colours alone do not make a graphic: every grey photograph has at most 256.
  const bool lossless = target.may_be_lossless && target.format == Format::kWebp && is_flat_graphic(view) &&
                        (found.score < target.floor || count_colors(view).has_value());
  if (lossless) TRY_VOID(prefer_lossless(found, view, target));
  return found;
}

Result<FlooredPicture> encode_to_floor(const PictureView& picture, const FloorTarget& target) {
  const Showable shown(picture, target.format);
  return encode_to_floor(shown.view(), target, TRY(guess_quality(shown.view(), target.format, target.floor)));
}

}  // namespace pictor::image
