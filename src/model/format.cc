#include "model/format.h"

#include <array>
#include <vector>

namespace pictor {
namespace {

struct FormatFacts {
  Format format;
  std::string_view name, content_type, extension, spoken;
  bool alpha, animation;
};

constexpr std::array kFormats = {
    FormatFacts{Format::kJpeg, "jpeg", "image/jpeg", "jpg", "JPEG", false, false},
    FormatFacts{Format::kPng, "png", "image/png", "png", "PNG", true, false},
    FormatFacts{Format::kGif, "gif", "image/gif", "gif", "GIF", true, true},
    FormatFacts{Format::kWebp, "webp", "image/webp", "webp", "WebP", true, true},
    FormatFacts{Format::kAvif, "avif", "image/avif", "avif", "AVIF", true, false},
    FormatFacts{Format::kHeic, "heic", "image/heic", "heic", "HEIC", true, false},
    FormatFacts{Format::kTiff, "tiff", "image/tiff", "tif", "TIFF", true, false},
    FormatFacts{Format::kBmp, "bmp", "image/bmp", "bmp", "BMP", true, false},
    FormatFacts{Format::kIco, "ico", "image/vnd.microsoft.icon", "ico", "ICO", true, false},
    FormatFacts{Format::kJxl, "jxl", "image/jxl", "jxl", "JPEG XL", true, false},
    FormatFacts{Format::kSvg, "svg", "image/svg+xml", "svg", "SVG", true, false},
};

static_assert(kFormats.size() == kFormatCount);

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

std::optional<Format> format_of_content_type(std::string_view type) {
  for (const FormatFacts& f : kFormats)
    if (type == f.content_type) return f.format;
  return std::nullopt;
}

std::optional<FormatSet> format_set_from(std::string_view names) {
  FormatSet set;
  while (true) {
    const std::size_t comma = names.find(',');
    const std::optional<Format> format = format_from(names.substr(0, comma));
    if (!format || set.contains(*format)) return std::nullopt;
    set.add(*format);
    if (comma == std::string_view::npos) return set;
    names.remove_prefix(comma + 1);
  }
}

std::string spoken(const FormatSet& formats) {
  std::vector<std::string_view> names;
  for (const FormatFacts& f : kFormats)
    if (formats.contains(f.format)) names.push_back(f.spoken);
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace pictor
