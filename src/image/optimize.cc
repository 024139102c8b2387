#include "image/optimize.h"

#include <algorithm>

#include "image/encode/flatten.h"
#include "image/flat_graphic.h"
#include "image/optimize/fallback.h"
#include "image/optimize/quality_search.h"
#include "image/optimize/sample_tiles.h"
#include "image/optimize/trial.h"

namespace pictor::image {
namespace {

/// A lossless encoding this many times larger than the lossy one on the tiles will not be smaller in full.
constexpr double kHopeless = 4;

/// The candidates that reach the floor, cheapest first by what the tiles cost.
struct Contest {
  std::vector<OptimizeCandidate> tried;
  std::vector<OptimizeCandidate> ranked;
};

Result<void> enter_lossy(Contest& contest, const PictureView& sample, Format format, const OptimizeSpec& spec) {
  const auto trial = [&](int quality) { return try_lossy(sample, format, quality); };
  const std::optional<OptimizeCandidate> best = TRY(search_quality(spec.floor, spec.max_encodes, trial, contest.tried));
  if (best) contest.ranked.push_back(*best);
  return {};
}

/// True when `format` has a chance.
Result<bool> enter_lossless(Contest& contest, const PictureView& sample, Format format) {
  const OptimizeCandidate candidate = TRY(try_lossless(sample, format));
  contest.tried.push_back(candidate);
  const auto far_smaller = [&](const OptimizeCandidate& other) {
    return static_cast<double>(candidate.bytes) > kHopeless * static_cast<double>(other.bytes);
  };
  if (std::ranges::any_of(contest.ranked, far_smaller)) return false;
  contest.ranked.push_back(candidate);
  return true;
}

Result<Contest> hold_contest(const PictureView& picture, const OptimizeSpec& spec, bool graphic) {
  const Picture sample = sample_tiles(picture);
  Contest contest;
  if (picture.channels == 3) TRY_VOID(enter_lossy(contest, sample.view(), Format::kJpeg, spec));
  TRY_VOID(enter_lossy(contest, sample.view(), Format::kWebp, spec));
  // Where WebP's lossless coding is hopeless, PNG is too.
  if (graphic && TRY(enter_lossless(contest, sample.view(), Format::kWebp))) {
    TRY_VOID(enter_lossless(contest, sample.view(), Format::kPng));
  }
  std::ranges::sort(contest.ranked, {}, [](const OptimizeCandidate& c) { return std::pair(c.bytes, c.format); });
  return contest;
}

Optimized made(const PictureView& picture, const OptimizeCandidate& candidate, EncodedBytes file) {
  Optimized optimized;
  optimized.outcome.rendition = {.format = candidate.format,
                                 .width = picture.width,
                                 .height = picture.height,
                                 .frames = 1,
                                 .quality = candidate.quality,
                                 .offset = 0,
                                 .bytes = static_cast<std::int64_t>(file.size())};
  optimized.outcome.score = candidate.score;
  optimized.file = std::move(file);
  return optimized;
}

/// The first of the ranked candidates that is smaller than the source; for a graphic, whose flat parts the tiles
/// underrate, the smallest of all.
Result<std::optional<Optimized>> encode_winner(const PictureView& picture, const Contest& contest, bool graphic,
                                               std::size_t source_bytes) {
  std::optional<Optimized> best;
  for (const OptimizeCandidate& candidate : contest.ranked) {
    EncodedBytes file = TRY(encode_candidate(picture, candidate));
    if (file.size() >= (best ? best->file.size() : source_bytes)) continue;
    best = made(picture, candidate, std::move(file));
    if (!graphic) break;
  }
  return best;
}

/// Lower and lower quality until the file is smaller than the source.
Result<std::optional<Optimized>> encode_below(const PictureView& picture, std::size_t source_bytes,
                                              std::vector<OptimizeCandidate>& tried) {
  constexpr int kStep = 15;
  for (int quality = kHighestQuality; quality > 0; quality -= kStep) {
    const OptimizeCandidate wanted{.format = Format::kWebp, .quality = quality};
    EncodedBytes file = TRY(encode_candidate(picture, wanted));
    if (file.size() >= source_bytes) continue;
    const Picture sample = sample_tiles(picture);
    tried.push_back(TRY(try_lossy(sample.view(), Format::kWebp, quality)));
    return made(picture, tried.back(), std::move(file));
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<Optimized>> optimize(const PictureView& shown, const OptimizeSource& source,
                                          const OptimizeSpec& spec) {
  Picture opaque;
  PictureView picture = shown;
  if (shown.channels == 4 && is_opaque(shown)) {
    opaque = without_alpha(shown);
    picture = opaque.view();
  }
  const bool graphic = is_flat_graphic(picture);
  Contest contest = TRY(hold_contest(picture, spec, graphic));
  std::optional<Optimized> best = TRY(encode_winner(picture, contest, graphic, source.file.size()));
  if (!best) best = TRY(stripped_copy(source, spec));
  if (!best) best = TRY(encode_below(picture, source.file.size(), contest.tried));
  if (best) best->outcome.candidates = std::move(contest.tried);
  return best;
}

}  // namespace pictor::image
