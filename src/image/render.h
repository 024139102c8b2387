#pragma once

#include <functional>

#include "base/encoding.h"
#include "base/result.h"
#include "image/plan.h"

namespace pictor::image {

/// Takes the bytes of finished pictures, in order; each call appends. Errors stop the rendering.
using OutputSink = std::function<Result<void>(Bytes)>;
/// Told now and then how far the work is, 0..1.
using ProgressSink = std::function<void(double)>;

/// Makes everything in `plan` from `file` with one decode and a cascade of resizes in linear light.
/// Nothing derived carries metadata, but a JPEG the gain map that its source has; colour is sRGB, or Display P3 where a
/// rendition asks for it and the source has it; orientation is baked in.
/// `watermark` is the file of the second picture, which may be empty where no rendition has a watermark; it is as
/// little trusted as `file`. Errors: those of probe() and place(), and kCorruptImage for damage that only decoding
/// finds; with the field `watermark` for what is wrong with that. Single-threaded; holds pooled buffers of its own, so
/// one call at a time per thread.
Result<RenderOutcome> render(Bytes file, const Plan& plan, const OutputSink& output, const ProgressSink& progress,
                             Bytes watermark = {});

}  // namespace pictor::image
