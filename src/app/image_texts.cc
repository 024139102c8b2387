#include "app/image_texts.h"

#include <algorithm>
#include <boost/json.hpp>

namespace pictor::app {
namespace {

constexpr std::size_t kNameBytes = 255;
constexpr std::size_t kTagBytes = 64;
constexpr std::size_t kTags = 50;
constexpr std::size_t kAlbumBytes = 128;
constexpr std::size_t kMetadataBytes = std::size_t{16} * 1024;
constexpr std::size_t kMetadataDepth = 16;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Length of the UTF-8 sequence that starts `text`; 0 when it is not one (RFC 3629: no overlong forms, no surrogates).
std::size_t utf8_length(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char first = byte(0);
  if (first < 0x80) return 1;
  std::size_t length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (first > 0xf4 || length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  bool surrogate = first == 0xed && byte(1) > 0x9f;
  bool beyond = first == 0xf4 && byte(1) > 0x8f;
  return overlong || surrogate || beyond ? 0 : length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

Result<std::string> checked_name(std::string name) {
  name = name.substr(name.find_last_of("/\\") + 1);
  std::erase_if(name, is_control);
  if (!is_utf8(name)) return fail_parameter("name", "the name is not UTF-8");
  if (name.size() > kNameBytes) {
    auto failure = fail_parameter("name", "the name is longer than 255 bytes");
    failure.error().limit = kNameBytes;
    failure.error().actual = static_cast<std::int64_t>(name.size());
    return failure;
  }
  return name;
}

Result<std::vector<std::string>> checked_tags(const std::vector<std::string>& tags) {
  std::vector<std::string> kept;
  for (const std::string& given : tags) {
    std::string_view tag = trimmed(given);
    if (tag.empty()) continue;
    if (tag.size() > kTagBytes || !is_utf8(tag) || std::ranges::any_of(tag, is_control) || tag.contains(','))
      return fail_parameter("tags", "a tag is 1 to 64 bytes of UTF-8 without commas and control characters");
    if (std::ranges::find(kept, tag) == kept.end()) kept.emplace_back(tag);
  }
  if (kept.size() > kTags) return fail_parameter("tags", "at most 50 tags");
  return kept;
}

Result<std::string> checked_album(std::string album) {
  if (album.empty() || album.size() > kAlbumBytes || !is_utf8(album) || std::ranges::any_of(album, is_control))
    return fail_parameter("album", "an album is 1 to 128 bytes of UTF-8 without control characters");
  return album;
}

Result<std::string> checked_metadata(std::string_view json) {
  if (json.size() > kMetadataBytes) return fail_parameter("metadata", "metadata is at most 16 KiB");
  boost::json::parse_options options;
  options.max_depth = kMetadataDepth;
  boost::json::error_code error;
  boost::json::value value = boost::json::parse(json, error, {}, options);
  if (error || !value.is_object()) return fail_parameter("metadata", "metadata is not a JSON object");
  return boost::json::serialize(value);
}

}  // namespace pictor::app
