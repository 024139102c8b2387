#pragma once

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/plan.h"

namespace pictor::image {

/// Encodes `sample`, decodes it again and scores what came back. Errors: those of the encoders.
Result<OptimizeCandidate> try_lossy(const PictureView& sample, Format format, int quality);
/// Encodes `sample` quickly without loss: WebP or PNG; quality 0, score 100.
Result<OptimizeCandidate> try_lossless(const PictureView& sample, Format format);

/// The encoding that a candidate stands for, of the whole picture.
Result<EncodedBytes> encode_candidate(const PictureView& picture, const OptimizeCandidate& candidate);

}  // namespace pictor::image
