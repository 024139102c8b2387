#include "image/container/svg.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "image/container/byte_reader.h"
#include "image/container/container_probes.h"
#include "image/container/limit_checks.h"
#include "image/container/svg_prolog.h"
#include "image/container/svg_walk.h"

namespace pictor::image {
namespace {

bool equal_ignoring_case(std::string_view a, std::string_view small) {
  return std::ranges::equal(a, small, {}, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

/// Others make libxml2 ask iconv, which opens files.
Result<void> check_encoding(std::string_view text) {
  constexpr std::array<std::string_view, 4> kBuiltIn{"", "utf-8", "us-ascii", "iso-8859-1"};
  const std::string_view encoding = declared_encoding(text);
  for (std::string_view known : kBuiltIn)
    if (equal_ignoring_case(encoding, known)) return {};
  return fail(ErrorCode::kUnprocessable, "the SVG's encoding is none of UTF-8, US-ASCII and ISO-8859-1");
}

/// A picture has whole pixels; what is within a thousandth of one more is none more.
std::uint32_t whole_pixels(double length) {
  constexpr double kSlack = 1e-3;
  constexpr double kMost = 1e9;
  return static_cast<std::uint32_t>(std::clamp(std::ceil(length - kSlack), 0.0, kMost));
}

}  // namespace

Result<SvgSize> read_svg(Bytes file, const Limits& limits) {
  const auto bytes = static_cast<std::int64_t>(file.size());
  if (bytes > kMaxSvgBytes)
    return fail_limit(ErrorCode::kUnprocessable, "the SVG has too many bytes", kMaxSvgBytes, bytes);
  TRY_VOID(check_encoding(as_text(file)));
  ContainerBudget budget(limits);
  const SvgSize size = svg_size(TRY(walk_svg(file, budget)));
  Limits drawn = limits;
  drawn.max_side = std::min(limits.max_side, kMaxSvgSide);
  TRY_VOID(check_frame_size(whole_pixels(size.width), whole_pixels(size.height), drawn));
  return size;
}

Result<ProbeOutcome> probe_svg(Bytes file, const Limits& limits) {
  const SvgSize size = TRY(read_svg(file, limits));
  ProbeOutcome outcome{.facts = {.format = Format::kSvg, .has_alpha = true}};
  set_size(outcome, whole_pixels(size.width), whole_pixels(size.height));
  return outcome;
}

}  // namespace pictor::image
