#include "image/optimize.h"

#include <algorithm>
#include <iterator>

#include "image/encode/flatten.h"
#include "image/flat_graphic.h"
#include "image/optimize/encode_to_floor.h"
#include "image/optimize/fallback.h"
#include "image/optimize/quality_guess.h"
#include "image/optimize/sample_tiles.h"

namespace pictor::image {
namespace {

/// A lossless encoding this many times larger than the lossy one on the tiles will not be smaller in full.
constexpr double kHopeless = 4;

/// A coding that reaches the floor.
struct Contender {
  OptimizeCandidate candidate;
  std::optional<EncodedBytes> file;  ///< where what was tried is the whole picture
};

/// What was tried on a sample, and what reached the floor, cheapest first.
struct Contest {
  bool of_whole = false;  ///< the sample is the whole picture
  std::vector<OptimizeCandidate> tried;
  std::vector<Contender> ranked;
};

/// WebP's small effort saves 1 % of the bytes at equal score for a third more time; progressive JPEG costs little.
Effort effort_for(Format format) { return format == Format::kWebp ? Effort::kFast : Effort::kSmall; }

void note(Contest& contest, OptimizeCandidate candidate) {
  candidate.of_sample = !contest.of_whole;
  contest.tried.push_back(candidate);
}

Result<void> enter_lossy(Contest& contest, const PictureView& sample, const QualitySearch& search) {
  const Trials trials = TRY(Trials::of(sample, search.format, effort_for(search.format)));
  FlooredPicture found = TRY(search_floor(trials, search));
  for (const OptimizeCandidate& candidate : found.tried) note(contest, candidate);
  if (found.score < search.floor) return {};
  Contender contender{.candidate = {.format = search.format,
                                    .quality = found.quality,
                                    .bytes = static_cast<std::int64_t>(found.file.size()),
                                    .score = found.score},
                      .file = {}};
  if (contest.of_whole) contender.file = std::move(found.file);
  contest.ranked.push_back(std::move(contender));
  return {};
}

/// True when `format` has a chance.
Result<bool> enter_lossless(Contest& contest, const PictureView& sample, Format format) {
  const OptimizeCandidate candidate = TRY(try_lossless(sample, format));
  note(contest, candidate);
  const auto far_smaller = [&](const Contender& other) {
    return static_cast<double>(candidate.bytes) > kHopeless * static_cast<double>(other.candidate.bytes);
  };
  if (std::ranges::any_of(contest.ranked, far_smaller)) return false;
  contest.ranked.push_back({.candidate = candidate, .file = {}});
  return true;
}

Result<Contest> hold_contest(const PictureView& picture, const OptimizeSpec& spec, bool graphic) {
  const Picture sample = sample_tiles(picture);
  const double hardness = TRY(hardness_of(sample.view()));
  Contest contest;
  contest.of_whole = stands_for_itself(picture);
  const auto search = [&](Format format) {
    return QualitySearch{.format = format,
                         .floor = spec.floor + sample_bias(format, picture),
                         .first_quality = quality_for(format, spec.floor, hardness, sample_growth(picture)),
                         .max_trials = spec.max_encodes};
  };
  if (picture.channels == 3) TRY_VOID(enter_lossy(contest, sample.view(), search(Format::kJpeg)));
  TRY_VOID(enter_lossy(contest, sample.view(), search(Format::kWebp)));
  // Where WebP's lossless coding is hopeless, PNG is too.
  if (graphic && TRY(enter_lossless(contest, sample.view(), Format::kWebp))) {
    TRY_VOID(enter_lossless(contest, sample.view(), Format::kPng));
  }
  std::ranges::sort(contest.ranked, {},
                    [](const Contender& c) { return std::pair(c.candidate.bytes, c.candidate.format); });
  return contest;
}

Optimized made(const PictureView& picture, Format format, FlooredPicture encoded) {
  Optimized optimized;
  optimized.outcome.rendition = {.format = format,
                                 .width = picture.width,
                                 .height = picture.height,
                                 .frames = 1,
                                 .quality = encoded.quality,
                                 .offset = 0,
                                 .bytes = static_cast<std::int64_t>(encoded.file.size())};
  optimized.outcome.score = encoded.score;
  optimized.file = std::move(encoded.file);
  return optimized;
}

/// The whole picture as a candidate of the sample promises it. What is lossy is encoded until its own score is enough,
/// beginning with the sample's quality.
Result<FlooredPicture> encode_whole(const PictureView& picture, Contender& contender, const OptimizeSpec& spec) {
  const OptimizeCandidate& candidate = contender.candidate;
  const Format format = candidate.format;
  if (contender.file) {
    return FlooredPicture{
        .file = *std::move(contender.file), .quality = candidate.quality, .score = candidate.score, .tried = {}};
  }
  if (candidate.quality == 0) {
    const EncodeSettings settings{.quality = 100, .effort = Effort::kSmall};
    EncodedBytes file = TRY(format == Format::kWebp ? encode_webp_lossless(picture, settings)
                                                    : encode_picture(picture, format, settings));
    return FlooredPicture{.file = std::move(file), .quality = 0, .score = 100, .tried = {}};
  }
  return encode_to_floor(picture,
                         {.format = format,
                          .floor = spec.floor,
                          .effort = effort_for(format),
                          .max_encodes = spec.max_encodes,
                          .may_be_lossless = false},
                         candidate.quality);
}

/// The first of the ranked candidates that keeps its promise and is smaller than the source; for a graphic, whose flat
/// parts the sample underrates, the smallest of all.
Result<std::optional<Optimized>> encode_winner(const PictureView& picture, Contest& contest, const OptimizeSpec& spec,
                                               bool graphic, std::size_t source_bytes) {
  std::optional<Optimized> best;
  for (Contender& contender : contest.ranked) {
    FlooredPicture encoded = TRY(encode_whole(picture, contender, spec));
    std::ranges::copy(encoded.tried, std::back_inserter(contest.tried));
    if (encoded.score < spec.floor || encoded.file.size() >= (best ? best->file.size() : source_bytes)) continue;
    best = made(picture, contender.candidate.format, std::move(encoded));
    if (!graphic) break;
  }
  return best;
}

/// Lower and lower quality until the file is smaller than the source.
Result<std::optional<Optimized>> encode_below(const PictureView& picture, std::size_t source_bytes,
                                              std::vector<OptimizeCandidate>& tried) {
  constexpr int kStep = 15;
  const Trials trials = TRY(Trials::of(picture, Format::kWebp, effort_for(Format::kWebp)));
  for (int quality = kHighestQuality; quality > 0; quality -= kStep) {
    Trial trial = TRY(trials.at(quality));
    tried.push_back(trial.candidate);
    EncodedBytes file = TRY(trial.coding.take_file());
    if (file.size() >= source_bytes) continue;
    return made(picture, Format::kWebp,
                {.file = std::move(file), .quality = quality, .score = tried.back().score, .tried = {}});
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
  std::optional<Optimized> best = TRY(encode_winner(picture, contest, spec, graphic, source.file.size()));
  if (!best) best = TRY(stripped_copy(source, spec));
  if (!best) best = TRY(encode_below(picture, source.file.size(), contest.tried));
  if (best) best->outcome.candidates = std::move(contest.tried);
  return best;
}

}  // namespace pictor::image
