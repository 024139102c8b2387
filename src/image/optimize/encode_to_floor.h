#pragma once
// The fewest bytes of one format that score at least a floor.

#include <vector>

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/optimize/quality_search.h"
#include "image/optimize/trial.h"
#include "image/plan.h"

namespace pictor::image {

/// Encodes of a whole picture in search of its quality.
inline constexpr int kMaxEncodes = 4;

struct FloorTarget {
  Format format = Format::kJpeg;
  double floor = 70;  ///< lowest score by SSIMULACRA 2.1
  Effort effort = Effort::kSmall;
  int max_encodes = kMaxEncodes;
  bool may_be_lossless = true;  ///< of WebP: a flat graphic's lossless coding, where it is smaller or alone enough
};

struct FlooredPicture {
  EncodedBytes file;
  int quality = 0;  ///< 0 for lossless
  double score = 0;
  std::vector<OptimizeCandidate> tried;  ///< of the whole picture, in order; bytes of those that were written
};

/// What search_quality() finds, as a file; where nothing reaches the floor, the highest quality.
Result<FlooredPicture> search_floor(const Trials& trials, const QualitySearch& search);

/// Finds the quality by trial: the first is guess_quality(), each is of the whole picture, and what is returned was
/// scored as a decoder shows it. JPEG, WebP, AVIF and JPEG XL. A picture that no quality brings to the floor comes at
/// the highest, with the score that it has. Deterministic; one thread. Errors: those of the encoders.
Result<FlooredPicture> encode_to_floor(const PictureView& picture, const FloorTarget& target);
/// The same, beginning at `first_quality`.
Result<FlooredPicture> encode_to_floor(const PictureView& picture, const FloorTarget& target, int first_quality);

}  // namespace pictor::image
