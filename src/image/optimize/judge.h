#pragma once

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/metric/ssimulacra2.h"
#include "image/picture.h"

namespace pictor::image {

/// Scores what encodings make of one picture (SSIMULACRA 2.1). Where a side is too short for the metric, the last row
/// or column is repeated in both. Needs nothing of the picture once it is made. Any thread.
class Judge {
 public:
  /// Errors: those of the metric.
  static Result<Judge> of(const PictureView& picture);

  /// `shown` has the size of the picture.
  Result<double> score(const PictureView& shown) const;
  /// What a file of ours shows. Errors: those of the decoders.
  Result<double> score_of_file(const EncodedBytes& file) const;

 private:
  explicit Judge(MetricReference reference) : reference_(std::move(reference)) {}

  MetricReference reference_;
};

}  // namespace pictor::image
