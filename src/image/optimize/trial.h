#pragma once

#include <optional>
#include <variant>

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/encode/jpeg/jpeg_analysis.h"
#include "image/encode/webp/webp_analysis.h"
#include "image/optimize/judge.h"
#include "image/plan.h"

namespace pictor::image {

/// What was tried: a file, or of JPEG what a file is to say.
class Coding {
 public:
  explicit Coding(EncodedBytes file) : made_(std::move(file)) {}
  Coding(jpeg::QuantisedPicture picture, Effort effort) : made_(std::move(picture)), effort_(effort) {}

  /// The file, written now where there is none yet. Once. Errors: those of the encoders.
  Result<EncodedBytes> take_file();

 private:
  std::variant<EncodedBytes, jpeg::QuantisedPicture> made_;
  Effort effort_ = Effort::kFast;
};

/// `candidate.bytes` is 0 where no file was written.
struct Trial {
  OptimizeCandidate candidate;
  Coding coding;
};

/// Encodings of one picture in one format, compared with it as a decoder shows them; what does not depend on the
/// quality is done once. Where a side is too short for the metric, the last row or column is repeated in both. One
/// thread; borrows the picture.
class Trials {
 public:
  /// JPEG, WebP, AVIF or JPEG XL, never lossless. Errors: those of the encoders.
  static Result<Trials> of(const PictureView& picture, Format format, Effort effort);

  Result<Trial> at(int quality) const;

 private:
  Trials(const PictureView& picture, Format format, Effort effort, Judge judge)
      : picture_(picture), format_(format), effort_(effort), judge_(std::move(judge)) {}
  OptimizeCandidate candidate(int quality, std::size_t bytes, double score) const;

  PictureView picture_;
  Format format_;
  Effort effort_;
  Judge judge_;
  std::variant<std::monostate, JpegAnalysis, WebpAnalysis> analysis_;
};

/// As encode_picture(), but never lossless.
Result<EncodedBytes> encode_lossy(const PictureView& picture, Format format, const EncodeSettings& settings);

/// Encodes `sample` quickly without loss: WebP or PNG; quality 0, score 100.
Result<OptimizeCandidate> try_lossless(const PictureView& sample, Format format);

}  // namespace pictor::image
