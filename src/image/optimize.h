#pragma once
// The optimized version of a picture: the fewest bytes that still look the same.

#include <optional>

#include "base/result.h"
#include "image/encode/encode.h"
#include "image/plan.h"
#include "image/probe.h"

namespace pictor::image {

/// The source of an optimized version, whole: what may be served instead when no encoding is smaller.
struct OptimizeSource {
  Bytes file;
  const ProbeOutcome& probed;
};

struct Optimized {
  OptimizeOutcome outcome;  ///< `offset` is left to the caller
  EncodedBytes file;
};

/// Searches, for each format that can hold `picture`, the lowest quality whose score on a sample of it reaches the
/// floor (JPEG and WebP; for flat graphics also lossless WebP and PNG), encodes the cheapest in full, and makes sure
/// that it is smaller than the source and that the whole picture reaches the floor: where it does not, or has much to
/// spare, the quality is corrected and the whole encoded again. If nothing is smaller, the answer is the source less
/// its metadata, or a lower quality where the source cannot be kept (turned, or above `spec.max_side`, or a format that
/// is not stripped). `picture` is oriented and within `spec.max_side`. The score is that of the whole picture; among
/// the candidates, those of the sample come first. Deterministic; one thread. nullopt: nothing without metadata is
/// smaller than the source. Errors: those of the encoders.
Result<std::optional<Optimized>> optimize(const PictureView& picture, const OptimizeSource& source,
                                          const OptimizeSpec& spec);

/// The same for an animation: an animated WebP whose quality is found on the first frame, or the source less its
/// metadata. Decodes the animation itself. Errors: also those of open_animation().
Result<std::optional<Optimized>> optimize_animation(const OptimizeSource& source, const OptimizeSpec& spec);

}  // namespace pictor::image
