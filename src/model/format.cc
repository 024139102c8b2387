#include "model/format.h"

#include <array>

namespace pictor {
namespace {

struct FormatFacts {
  Format format;
  std::string_view name, content_type, extension;
  bool alpha, animation;
};

constexpr std::array kFormats = {
    FormatFacts{Format::kJpeg, "jpeg", "image/jpeg", "jpg", false, false},
    FormatFacts{Format::kPng, "png", "image/png", "png", true, false},
    FormatFacts{Format::kGif, "gif", "image/gif", "gif", true, true},
    FormatFacts{Format::kWebp, "webp", "image/webp", "webp", true, true},
    FormatFacts{Format::kAvif, "avif", "image/avif", "avif", true, false},
};

const FormatFacts& facts(Format format) { return kFormats[static_cast<std::size_t>(format)]; }

}  // namespace

std::string_view to_string(Format format) { return facts(format).name; }
std::string_view content_type(Format format) { return facts(format).content_type; }
std::string_view file_extension(Format format) { return facts(format).extension; }
bool can_hold_alpha(Format format) { return facts(format).alpha; }
bool can_hold_animation(Format format) { return facts(format).animation; }

std::optional<Format> format_from(std::string_view name) {
  for (const FormatFacts& f : kFormats)
    if (name == f.name || name == f.extension) return f.format;
  return std::nullopt;
}

}  // namespace pictor
