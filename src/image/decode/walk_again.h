#pragma once

#include <cstdint>

#include "image/limits.h"
#include "image/probe.h"

namespace pictor::image {

/// Limits for a decoder that walks a container again: `probed` is what it said within the limits that the caller has,
/// so that only the size is held to.
inline Limits limits_of(const ProbeOutcome& probed) {
  Limits limits;
  limits.max_pixels = std::int64_t{probed.facts.width} * probed.facts.height;
  limits.max_total_pixels = INT64_MAX;
  limits.max_frames = INT32_MAX;
  limits.max_metadata_bytes = INT64_MAX;
  limits.max_chunks = INT32_MAX;
  return limits;
}

}  // namespace pictor::image
