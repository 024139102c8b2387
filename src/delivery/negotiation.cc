#include "delivery/negotiation.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "delivery/header_list.h"

namespace pictor::delivery {
namespace {

/// One element of an Accept header. Parameters other than q are ignored.
struct MediaRange {
  std::string_view type;
  std::string_view subtype;
  int thousandths = 1000;  ///< of q

  int specificity() const { return type == "*" ? 0 : subtype == "*" ? 1 : 2; }
  bool names(std::string_view wanted_type, std::string_view wanted_subtype) const {
    return equal_ignoring_case(type, wanted_type) && equal_ignoring_case(subtype, wanted_subtype);
  }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// qvalue of RFC 9110 section 12.4.2, 0 to 1 with up to three decimals, in thousandths.
std::optional<int> parse_qvalue(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int thousandths = (text[0] - '0') * 1000;
  int unit = 100;
  for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
    if (!is_digit(text[i])) return std::nullopt;
    thousandths += (text[i] - '0') * unit;
  }
  return thousandths <= 1000 ? std::optional(thousandths) : std::nullopt;
}

/// nullopt: malformed.
std::optional<MediaRange> parse_media_range(std::string_view element) {
  const std::vector<std::string_view> parts = split_list(element, ';');
  if (parts.empty()) return std::nullopt;
  const std::size_t slash = parts[0].find('/');
  if (slash == 0 || slash >= parts[0].size() - 1) return std::nullopt;
  MediaRange range{parts[0].substr(0, slash), parts[0].substr(slash + 1)};
  if (range.type == "*" && range.subtype != "*") return std::nullopt;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (!equal_ignoring_case(parts[i].substr(0, 2), "q=")) continue;
    const std::optional<int> q = parse_qvalue(parts[i].substr(2));
    if (!q) return std::nullopt;
    range.thousandths = *q;
  }
  return range;
}

/// Elements that are malformed count as not sent.
std::vector<MediaRange> parse_accept(std::string_view accept) {
  std::vector<MediaRange> ranges;
  for (const std::string_view element : split_list(accept, ',')) {
    if (const std::optional<MediaRange> range = parse_media_range(element)) ranges.push_back(*range);
  }
  return ranges;
}

/// The range that decides about JSON: the most specific that covers it (RFC 9110 section 12.5.1). nullptr: none.
const MediaRange* range_of_json(const std::vector<MediaRange>& ranges) {
  const MediaRange* found = nullptr;
  for (const MediaRange& range : ranges) {
    const bool covers = range.names("application", "json") || range.names("application", "*") || range.names("*", "*");
    if (covers && (!found || range.specificity() > found->specificity())) found = &range;
  }
  return found;
}

/// Whether `range` is one of images that is wanted before JSON. Both point into one header's list, JSON's may be null.
bool is_image_before(const MediaRange& range, const MediaRange* json) {
  if (!equal_ignoring_case(range.type, "image") || range.thousandths == 0) return false;
  if (!json || range.thousandths != json->thousandths) return !json || range.thousandths > json->thousandths;
  return range.specificity() > json->specificity() || &range < json;
}

}  // namespace

AcceptedFormats accepted_formats(std::string_view accept) {
  AcceptedFormats accepted;
  bool jpeg = false, png = false;
  for (const MediaRange& range : parse_accept(accept)) {
    if (range.thousandths == 0) continue;
    accepted.webp |= range.names("image", "webp");
    accepted.avif |= range.names("image", "avif");
    jpeg |= range.names("image", "jpeg");
    png |= range.names("image", "png") || range.specificity() < 2;
  }
  accepted.jpeg_only = jpeg && !png;
  return accepted;
}

AcceptToken accept_token(std::string_view accept) {
  const AcceptedFormats accepted = accepted_formats(accept);
  return accepted.avif ? AcceptToken::kAvif : accepted.webp ? AcceptToken::kWebp : AcceptToken::kBasic;
}

Format format_for(AcceptToken token, const ImageFacts& facts) {
  const bool moves = facts.frames > 1;
  if (token == AcceptToken::kAvif && !moves) return Format::kAvif;
  if (token != AcceptToken::kBasic) return Format::kWebp;
  if (moves) return Format::kGif;
  return facts.has_alpha ? Format::kPng : Format::kJpeg;
}

bool shows(AcceptToken token, Format format) {
  if (format == Format::kAvif) return token == AcceptToken::kAvif;
  if (format == Format::kWebp) return token != AcceptToken::kBasic;
  return format != Format::kJxl && kWritten.contains(format);
}

bool prefers_image(std::string_view accept) {
  const std::vector<MediaRange> ranges = parse_accept(accept);
  const MediaRange* json = range_of_json(ranges);
  return std::ranges::any_of(ranges, [json](const MediaRange& range) { return is_image_before(range, json); });
}

}  // namespace pictor::delivery
