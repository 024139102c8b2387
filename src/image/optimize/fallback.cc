#include "image/optimize/fallback.h"

#include <algorithm>

#include "image/strip.h"

namespace pictor::image {

Result<std::optional<Optimized>> stripped_copy(const OptimizeSource& source, const OptimizeSpec& spec) {
  const ImageFacts& facts = source.probed.facts;
  if (source.probed.orientation != Orientation::kNormal) return std::nullopt;
  if (std::max(facts.width, facts.height) > spec.max_side) return std::nullopt;
  Result<std::vector<std::uint8_t>> file = strip_metadata(source.file, source.probed);
  if (!file && file.error().code == ErrorCode::kUnprocessable) return std::nullopt;
  Optimized optimized;
  optimized.file = TRY(std::move(file));
  optimized.outcome.rendition = {.format = facts.format,
                                 .width = facts.width,
                                 .height = facts.height,
                                 .frames = facts.frames,
                                 .quality = 0,
                                 .offset = 0,
                                 .bytes = static_cast<std::int64_t>(optimized.file.size())};
  optimized.outcome.score = 100;
  optimized.outcome.stripped_copy = true;
  return optimized;
}

}  // namespace pictor::image
