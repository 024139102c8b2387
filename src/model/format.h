#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pictor {

/// The image formats that Pictor knows.
enum class Format { kJpeg, kPng, kGif, kWebp, kAvif, kHeic, kTiff, kBmp, kIco, kJxl, kSvg };
inline constexpr int kFormatCount = 11;

/// Which formats: a set of bits, so that it travels to codec processes as it is.
class FormatSet {
 public:
  constexpr FormatSet() = default;
  template <class... Formats>
  static constexpr FormatSet of(Formats... formats) {
    FormatSet set;
    ((set.bits_ |= bit(formats)), ...);
    return set;
  }
  constexpr bool contains(Format format) const { return (bits_ & bit(format)) != 0; }
  constexpr void add(Format format) { bits_ |= bit(format); }
  constexpr bool operator==(const FormatSet&) const = default;

 private:
  static constexpr std::uint32_t bit(Format format) { return 1U << static_cast<int>(format); }
  std::uint32_t bits_ = 0;
};

/// Accepted unless a setting says otherwise: the formats of the web, of phones and of scanners. BMP and ICO are rarely
/// images of users, few programs show JPEG XL, and SVG is drawn with threads and fonts (docs/adr/0014).
inline constexpr FormatSet kDefaultInputs = FormatSet::of(Format::kJpeg, Format::kPng, Format::kGif, Format::kWebp,
                                                          Format::kAvif, Format::kHeic, Format::kTiff);

/// Formats that renditions can be made in; JPEG XL is also asked for by a setting (policy::RenditionPolicy).
inline constexpr FormatSet kWritten =
    FormatSet::of(Format::kJpeg, Format::kPng, Format::kGif, Format::kWebp, Format::kAvif, Format::kJxl);

std::string_view to_string(Format format);                            ///< `jpeg`, `png`, …
std::string_view content_type(Format format);                         ///< `image/jpeg`, …
std::string_view file_extension(Format format);                       ///< `jpg`, `png`, … without the dot
std::optional<Format> format_of_content_type(std::string_view type);  ///< in the one spelling of content_type()
std::optional<Format> format_from(std::string_view name);             ///< from `jpeg`, `jpg`, `png`, …
/// `jpeg,png,webp`; nullopt for a name that is unknown or given twice, and for an empty text.
std::optional<FormatSet> format_set_from(std::string_view names);
/// `JPEG, PNG and WebP`, for people.
std::string spoken(const FormatSet& formats);
bool can_hold_alpha(Format format);
bool can_hold_animation(Format format);  ///< as Pictor writes it: GIF and WebP

}  // namespace pictor
