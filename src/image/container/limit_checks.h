#pragma once
// image::Limits, enforced while a container is walked.

#include <cstdint>

#include "base/result.h"
#include "image/limits.h"

namespace pictor::image {

/// Whether one frame of `width` x `height` pixels may be decoded. Errors: kCorruptImage for an empty frame,
/// kTooManyPixels for its area or its longer side.
Result<void> check_frame_size(std::uint32_t width, std::uint32_t height, const Limits& limits);

/// Whether a canvas of `width` x `height` pixels may have this many frames. Asked at each frame, so that a walk ends at
/// the first one too many: the actual number in the error is what was counted until then. Errors: kTooManyFrames,
/// kTooManyPixels.
Result<void> check_animation_size(int frames, std::uint32_t width, std::uint32_t height, const Limits& limits);

/// Whether a JPEG may have this many scans: a progressive decoder passes over the whole picture for each. Errors:
/// kUnprocessable.
Result<void> check_scans(int scans, const Limits& limits);

/// What one container has used so far of the limits that add up. One walk, one budget.
class ContainerBudget {
 public:
  explicit ContainerBudget(const Limits& limits) : limits_(limits) {}
  /// One more segment, chunk, box or table entry. Errors: kUnprocessable.
  Result<void> take_chunk();
  /// So many more bytes of EXIF, XMP, ICC, text or foreign data. Errors: kUnprocessable.
  Result<void> take_metadata(std::uint64_t bytes);

 private:
  const Limits& limits_;
  int chunks_ = 0;
  std::int64_t metadata_bytes_ = 0;
};

}  // namespace pictor::image
