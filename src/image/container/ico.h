#pragma once

#include <optional>

#include "image/container/dib.h"
#include "image/probe.h"

namespace pictor::image {

/// The largest picture of an icon: a PNG, or a bitmap with a mask that is 1 where nothing is drawn. Borrows the file.
struct Ico {
  std::optional<ProbeOutcome> png;  ///< what probe_png() says of `picture`
  Bytes picture;                    ///< a PNG, or the rows of `dib`
  Dib dib;
  Bytes mask;  ///< rows of one bit a pixel; empty where an icon of 32 bits leaves it out
};

/// Every entry lies in the file; the largest is that of the most pixels, then of the most colours, then the first.
/// Errors: as probe(). Pure.
Result<Ico> read_ico(Bytes file, const Limits& limits);

}  // namespace pictor::image
