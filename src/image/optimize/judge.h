#pragma once

#include <optional>

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/metric/ssimulacra2.h"
#include "image/picture.h"

namespace pictor::image {

/// Scores what encodings make of one picture (SSIMULACRA 2.1). Where a side is too short for the metric, the last row
/// or column is repeated in both. Borrows the picture. Any thread.
class Judge {
 public:
  /// Errors: those of the metric.
  static Result<Judge> of(const PictureView& picture);

  /// `shown` has the size of the picture.
  Result<double> score(const PictureView& shown) const;
  /// What a file of ours shows. Errors: those of the decoders.
  Result<double> score_of_file(const EncodedBytes& file) const;

 private:
  Judge(const PictureView& original, std::optional<MetricReference> reference)
      : original_(original), reference_(std::move(reference)) {}

  PictureView original_;
  std::optional<MetricReference> reference_;  ///< of pictures that are not too large
};

}  // namespace pictor::image
