#include "http/multipart.h"

#include <algorithm>
#include <string_view>

#include "http/characters.h"
#include "http/content_disposition.h"

namespace pictor::http {
namespace {

std::unexpected<Error> malformed(std::string message) { return fail(ErrorCode::kInvalidRequest, std::move(message)); }

/// `bchars` of RFC 2046; a space may not be last.
bool is_boundary(std::string_view text) {
  auto allowed = [](char c) { return is_digit(c) || is_letter(c) || std::string_view("'()+_,-./:=? ").contains(c); };
  return !text.empty() && text.size() <= 70 && text.back() != ' ' && std::ranges::all_of(text, allowed);
}

std::string_view unquoted(std::string_view text) {
  bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

struct PartFields {
  std::optional<std::string_view> disposition;
  std::optional<std::string_view> type;
};

Result<void> read_part_field(std::string_view line, PartFields& fields) {
  auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    return malformed("a header line of a part is malformed");
  std::string_view name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
  if (std::ranges::any_of(value, [](char c) { return is_control(c) && c != '\t'; }))
    return malformed("a header of a part has a control character");
  auto* known = equals_ignoring_case(name, "Content-Disposition") ? &fields.disposition
                : equals_ignoring_case(name, "Content-Type")      ? &fields.type
                                                                  : nullptr;
  if (!known) return {};
  if (*known) return malformed("a part repeats a header");
  *known = value;
  return {};
}

/// Reads a part's header section, without the empty line that ends it.
Result<PartHead> parse_part_head(std::string_view section) {
  PartFields fields;
  while (!section.empty()) {
    auto end = section.find("\r\n");
    TRY_VOID(read_part_field(section.substr(0, end), fields));
    section = end == std::string_view::npos ? std::string_view() : section.substr(end + 2);
  }
  if (!fields.disposition) return malformed("a part has no Content-Disposition");
  auto disposition = parse_content_disposition(*fields.disposition);
  if (!disposition || disposition->type != "form-data") return malformed("a part's Content-Disposition is malformed");
  auto& parameters = disposition->parameters;
  auto name = parameters.find("name");
  if (name == parameters.end()) return malformed("a part has no name");
  PartHead head{.name = name->second, .content_type = std::string(fields.type.value_or(""))};
  for (std::string_view key : {"filename*", "filename"})
    if (auto found = parameters.find(key); found != parameters.end() && !head.file_name) head.file_name = found->second;
  return head;
}

/// Number of bytes before the first place where the delimiter begins, or as much of it as is here: pieces stay as large
/// as they came, though every 256th byte of an image looks like the beginning of a delimiter.
std::size_t plain_prefix(std::string_view text, std::string_view delimiter) {
  const std::size_t whole = text.find(delimiter);
  if (whole != std::string_view::npos) return whole;
  std::size_t at = text.size() - std::min(text.size(), delimiter.size() - 1);
  while ((at = text.find(delimiter.front(), at)) != std::string_view::npos) {
    if (delimiter.starts_with(text.substr(at))) return at;
    ++at;
  }
  return text.size();
}

}  // namespace

Result<std::string> multipart_boundary(std::string_view content_type) {
  std::string_view rest = content_type;
  if (!equals_ignoring_case(trimmed(take_until(rest, ';')), "multipart/form-data"))
    return malformed("the body must be multipart/form-data");
  std::optional<std::string_view> boundary;
  while (!rest.empty()) {
    std::string_view value = take_until(rest, ';');
    if (!equals_ignoring_case(trimmed(take_until(value, '=')), "boundary")) continue;
    if (boundary) return malformed("Content-Type repeats the boundary");
    boundary = unquoted(trimmed(value));
  }
  if (!boundary || !is_boundary(*boundary)) return malformed("Content-Type has no valid boundary");
  return std::string(*boundary);
}

MultipartParser::MultipartParser(std::string_view boundary, const MultipartLimits& limits, PartSink& sink)
    : delimiter_("\r\n--" + std::string(boundary)), limits_(limits), sink_(sink) {}

Result<void> MultipartParser::feed(Bytes bytes) {
  while (!bytes.empty()) {
    switch (state_) {
      case State::kPreamble:
      case State::kPartBody:
        TRY_VOID(feed_content(bytes));
        break;
      case State::kAfterDelimiter:
        TRY_VOID(feed_after_delimiter(bytes));
        break;
      case State::kPartHead:
        TRY_VOID(feed_part_head(bytes));
        break;
      case State::kEpilogue:
        return {};  // to be ignored, RFC 2046 section 5.1.1
    }
  }
  return {};
}

Result<void> MultipartParser::finish() {
  if (state_ != State::kEpilogue) return malformed("the form ends before its closing boundary");
  return {};
}

Result<void> MultipartParser::emit(Bytes bytes) {
  if (state_ == State::kPartBody) return sink_.part_bytes(bytes);
  preamble_ += bytes.size();  // with the line end that is imagined in front of the body
  if (preamble_ > limits_.max_preamble) return malformed("the form does not begin with its boundary");
  return {};
}

/// Passes on what cannot be the delimiter, up to the delimiter's end or the end of `bytes`.
Result<void> MultipartParser::feed_content(Bytes& bytes) {
  while (!bytes.empty()) {
    if (matched_ == 0) {
      const std::size_t plain = plain_prefix(as_text(bytes), delimiter_);
      if (plain > 0) TRY_VOID(emit(bytes.first(plain)));
      bytes = bytes.subspan(plain);
      if (bytes.empty()) return {};
    }
    if (bytes.front() == static_cast<std::uint8_t>(delimiter_[matched_])) {
      bytes = bytes.subspan(1);
      if (++matched_ == delimiter_.size()) return end_content();
      continue;
    }
    // No later start of the delimiter can lie within what matched: its CR is its first byte only.
    std::size_t passed = std::exchange(matched_, 0);
    if (passed > 0) TRY_VOID(emit(as_bytes(std::string_view(delimiter_).substr(0, passed))));
  }
  return {};
}

Result<void> MultipartParser::end_content() {
  bool in_part = state_ == State::kPartBody;
  matched_ = 0;
  held_.clear();
  state_ = State::kAfterDelimiter;
  if (in_part) return sink_.end_part();
  return {};
}

Result<void> MultipartParser::feed_after_delimiter(Bytes& bytes) {
  held_ += static_cast<char>(bytes.front());
  bytes = bytes.subspan(1);
  if (held_.size() < 2) return {};
  if (held_ == "--") {
    state_ = State::kEpilogue;
  } else if (held_ == "\r\n") {
    state_ = State::kPartHead;
    held_.clear();
  } else {
    return malformed("a boundary is followed by neither a line end nor two dashes");
  }
  return {};
}

Result<void> MultipartParser::feed_part_head(Bytes& bytes) {
  held_ += static_cast<char>(bytes.front());
  bytes = bytes.subspan(1);
  if (held_.size() > limits_.max_part_head) return malformed("the headers of a part are too large");
  if (held_ == "\r\n" || held_.ends_with("\r\n\r\n")) return begin_part();
  return {};
}

Result<void> MultipartParser::begin_part() {
  if (++parts_ > limits_.max_parts) return malformed("the form has too many parts");
  std::string_view section = held_;
  section.remove_suffix(std::min<std::size_t>(section.size(), 4));
  PartHead head = TRY(parse_part_head(section));
  state_ = State::kPartBody;
  return sink_.begin_part(std::move(head));
}

}  // namespace pictor::http
