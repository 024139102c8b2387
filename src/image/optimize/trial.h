#pragma once

#include <optional>

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/metric/ssimulacra2.h"
#include "image/plan.h"

namespace pictor::image {

/// Encodings of one picture, decoded again and compared with it. Where a side is too short for the metric, the last row
/// or column is repeated in both. One thread; borrows the picture.
class Trials {
 public:
  static Result<Trials> of(const PictureView& picture);

  /// Encodes, keeps the file, and scores what it shows. Errors: those of the encoders.
  Result<OptimizeCandidate> lossy(Format format, const EncodeSettings& settings);
  /// The file of the trial before.
  EncodedBytes take_file() { return std::move(file_); }

 private:
  Trials(const PictureView& picture, MetricReference reference)
      : picture_(picture), reference_(std::move(reference)) {}

  PictureView picture_;
  MetricReference reference_;
  EncodedBytes file_;
};

/// As encode_picture(), but never lossless.
Result<EncodedBytes> encode_lossy(const PictureView& picture, Format format, const EncodeSettings& settings);

/// Encodes `sample` quickly without loss: WebP or PNG; quality 0, score 100.
Result<OptimizeCandidate> try_lossless(const PictureView& sample, Format format);

}  // namespace pictor::image
