#pragma once

#include <optional>
#include <string_view>

namespace pictor {

/// The image formats that Pictor reads and writes.
enum class Format { kJpeg, kPng, kGif, kWebp, kAvif };

std::string_view to_string(Format format);                 ///< `jpeg`, `png`, …
std::string_view content_type(Format format);              ///< `image/jpeg`, …
std::string_view file_extension(Format format);            ///< `jpg`, `png`, … without the dot
std::optional<Format> format_from(std::string_view name);  ///< from `jpeg`, `jpg`, `png`, …
bool can_hold_alpha(Format format);
bool can_hold_animation(Format format);  ///< as Pictor writes it: GIF and WebP

}  // namespace pictor
