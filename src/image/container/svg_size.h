#pragma once

#include <optional>
#include <string>

namespace pictor::image {

/// What the root element of an SVG says of its size, as written.
struct SvgSizeWords {
  std::optional<std::string> width;
  std::optional<std::string> height;
  std::optional<std::string> view_box;
};

/// In CSS pixels, 96 to the inch.
struct SvgSize {
  double width = 0;
  double height = 0;
};

/// The size that a browser gives an SVG that nothing else sizes (SVG 2 section 8.12, CSS Images 3 section 5.1): width
/// and height where they are absolute lengths, else by the aspect ratio of viewBox, else its size, else 300 x 150. What
/// is no length counts as absent; sizes that style sheets give do not count. Pure.
SvgSize svg_size(const SvgSizeWords& words);

}  // namespace pictor::image
