#include "image/container/svg_prolog.h"

#include <algorithm>

namespace pictor::image {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

std::string_view trimmed_left(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text;
}

/// Where `end` ends, looked for from `from` on; the text's end where it is missing.
std::size_t behind(std::string_view text, std::string_view end, std::size_t from) {
  const std::size_t at = text.find(end, from);
  return at == std::string_view::npos ? text.size() : at + end.size();
}

/// A document type ends at the first `>` that is in no literal, comment, instruction or internal subset.
std::size_t behind_document_type(std::string_view text) {
  bool in_subset = false;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    const char c = rest.front();
    if (rest.starts_with("<!--")) {
      at = behind(text, "-->", at + 4);
    } else if (rest.starts_with("<?")) {
      at = behind(text, "?>", at + 2);
    } else if (c == '"' || c == '\'') {
      at = behind(text, rest.substr(0, 1), at + 1);
    } else {
      if (c == '[') in_subset = true;
      if (c == ']') in_subset = false;
      ++at;
      if (c == '>' && !in_subset) break;
    }
  }
  return at;
}

bool names_svg(std::string_view text) {
  constexpr std::string_view kBehind = " \t\r\n/>:[";
  return text.starts_with("svg") && (text.size() == 3 || kBehind.contains(text[3]));
}

/// Length of one piece of the prolog at the beginning of `text`; 0 where there is none.
std::size_t prolog_piece(std::string_view text) {
  constexpr std::string_view kDocumentType = "<!DOCTYPE";
  if (text.starts_with("<!--")) return behind(text, "-->", 4);
  if (text.starts_with("<?")) return behind(text, "?>", 2);
  if (!text.starts_with(kDocumentType)) return 0;
  const std::string_view name = trimmed_left(text.substr(kDocumentType.size()));
  return name.empty() || names_svg(name) ? behind_document_type(text) : 0;
}

}  // namespace

bool begins_as_svg(std::string_view text) {
  text = trimmed_left(without_mark(text));
  bool in_prolog = false;
  while (const std::size_t length = prolog_piece(text)) {
    in_prolog = true;
    text = trimmed_left(text.substr(length));
  }
  if (in_prolog && std::string_view("<svg").starts_with(text)) return true;
  return text.starts_with('<') && names_svg(text.substr(1));
}

std::string_view declared_encoding(std::string_view text) {
  constexpr std::string_view kEncoding = "encoding";
  text = without_mark(text);
  if (!text.starts_with("<?xml") || text.size() < 6 || !kSpace.contains(text[5])) return {};
  text = text.substr(0, text.find("?>"));
  const std::size_t at = text.find(kEncoding);
  if (at == std::string_view::npos) return {};
  text = trimmed_left(text.substr(at + kEncoding.size()));
  if (!text.starts_with('=')) return {};
  text = trimmed_left(text.substr(1));
  if (text.empty()) return {};
  return text.substr(1, text.find(text.front(), 1) - 1);
}

}  // namespace pictor::image
