#pragma once

#include <cstdint>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/limit_checks.h"

namespace pictor::image {

/// The codestream of a JPEG XL file: the file itself, or the payloads of its `jxlc` or `jxlp` boxes (ISO/IEC 18181-2).
/// Borrows the file.
struct JxlCodestream {
  std::vector<Bytes> parts;

  /// All of it in a row, or as much of it.
  std::vector<std::uint8_t> joined(std::size_t most) const;
};

/// Walks the boxes of a container to its end; every box, and the metadata among them, is taken from the budget.
/// Errors: kCorruptImage, kUnprocessable.
Result<JxlCodestream> find_jxl_codestream(Bytes file, ContainerBudget& budget);

}  // namespace pictor::image
