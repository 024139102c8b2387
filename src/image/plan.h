#pragma once
// What is to be made of one source image: all renditions of it come from one decode.

#include <optional>
#include <string>
#include <vector>

#include "image/limits.h"
#include "image/operations/operations.h"
#include "model/fit.h"
#include "model/image.h"

namespace pictor::image {

using pictor::Fit;

/// Trade of encoder time against bytes.
enum class Effort { kFast, kSmall };

/// One picture to make. Sizes in pixels as shown and turned; 0 means "follows from the other side".
struct RenditionSpec {
  int box_width = 0;
  int box_height = 0;
  Fit fit = Fit::kInside;
  Format format = Format::kJpeg;
  int quality = 80;  ///< 1..100 on the format's own scale; ignored by PNG and GIF
  /// Instead of `quality`: the fewest bytes that score this much by SSIMULACRA 2.1 (optimize/encode_to_floor.h); of an
  /// animation, the first frame. Ignored by PNG and GIF.
  std::optional<double> floor;
  Effort effort = Effort::kSmall;
  /// Of a JPEG: a drawing may come as PNG, where that is no larger and at least as true (optimize/png_instead.h).
  bool or_png = false;
  bool animated = true;  ///< keep all frames where source and `format` can; else the first
  FocalPoint focus;      ///< in the picture as shown, before it is trimmed and turned; for Gravity::kFocus
  Operations operations;
};

/// The gamut that a rendition may come in: GIF has no way to say that it is another than sRGB.
inline Gamut widest_gamut(const RenditionSpec& spec) {
  return spec.format == Format::kGif ? Gamut::kSrgb : spec.operations.gamut;
}

/// Lowest SSIMULACRA 2.1 score of a thumbnail unless a plan says otherwise: "high quality".
inline constexpr double kThumbnailFloor = 70;

/// Lowest SSIMULACRA 2.1 score of an optimized version unless a plan says otherwise: between "high quality" (70) and
/// "visually lossless at a normal distance" (80).
inline constexpr double kOptimizeFloor = 75;

/// The optimized version: the smallest of a few encodings that stays above a perceptual floor.
struct OptimizeSpec {
  int max_side = 2048;            ///< longest side in pixels; never enlarged
  double floor = kOptimizeFloor;  ///< lowest score allowed by SSIMULACRA 2.1; see metric/ssimulacra2.h
  int max_encodes = 4;            ///< trials of the sample, and of the whole picture, per format
};

/// Everything to do with one source.
struct Plan {
  std::vector<RenditionSpec> renditions;  ///< at most kMaxRenditions
  std::optional<OptimizeSpec> optimize;
  bool placeholder = false;
  Limits limits;
};

inline constexpr int kMaxRenditions = 32;

/// One picture that was made. `offset` and `bytes` locate it in the output.
struct RenditionOutcome {
  Format format = Format::kJpeg;
  int width = 0;
  int height = 0;
  int frames = 1;
  int quality = 0;  ///< 0 for PNG, GIF and lossless WebP
  std::int64_t offset = 0;
  std::int64_t bytes = 0;
};

/// One trial of the optimizer.
struct OptimizeCandidate {
  Format format = Format::kJpeg;
  int quality = 0;         ///< 0 for lossless
  std::int64_t bytes = 0;  ///< 0: judged by its pixels, and never written as a file
  double score = 0;
  bool of_sample = false;  ///< a small picture was encoded that stands for the whole
};

struct OptimizeOutcome {
  RenditionOutcome rendition;
  double score = 0;
  bool stripped_copy = false;  ///< no encoding was smaller: the source bytes less their metadata
  std::vector<OptimizeCandidate> candidates;
};

struct RenderOutcome {
  ImageFacts facts;
  std::vector<RenditionOutcome> renditions;  ///< in the order of the plan
  /// Absent when not asked for, or when nothing without metadata is smaller than the source.
  std::optional<OptimizeOutcome> optimized;
  std::optional<Placeholder> placeholder;
};

}  // namespace pictor::image
