#include "http/request_head.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/result.h"
#include "http/characters.h"

namespace pictor::http {
namespace {

/// Fields whose repetition would leave it open which one counts.
constexpr std::array kSingletons = {
    std::string_view("Host"),
    std::string_view("Content-Length"),
    std::string_view("Transfer-Encoding"),
    std::string_view("Content-Type"),
    std::string_view("Authorization"),
    std::string_view("Range"),
    std::string_view("If-Range"),
    std::string_view("If-Modified-Since"),
    std::string_view("Idempotency-Key"),
    std::string_view("X-Request-Id"),
    std::string_view("Expect"),
};

std::string_view take_line(std::string_view& rest) {
  auto end = rest.find("\r\n");
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return line;
}

Accepted<void> read_request_line(std::string_view line, const HeadLimits& limits, RequestHead& head) {
  std::string_view method = take_until(line, ' ');
  std::string_view target = take_until(line, ' ');
  std::string_view version = line;
  if (!is_token(method) || method.size() > 32) return refuse(400, "the method is not a token");
  if (target.size() > limits.max_target) return refuse(414, "the request target is too long");
  if (target.empty()) return refuse(400, "the request line has no target");
  if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
      !is_digit(version[7]))
    return refuse(400, "the request line does not end with a version");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
  head.method_token = method;
  head.method = method_from(method);
  head.target = target;
  head.minor_version = version[7] - '0';
  return {};
}

Accepted<void> read_field(std::string_view line, Headers& headers) {
  if (line.front() == ' ' || line.front() == '\t') return refuse(400, "folded header lines are obsolete");
  auto colon = line.find(':');
  if (colon == std::string_view::npos) return refuse(400, "a header line has no colon");
  std::string_view name = line.substr(0, colon);
  std::string_view value = trimmed(line.substr(colon + 1));
  if (!is_token(name)) return refuse(400, "a header name is not a token");
  if (std::ranges::any_of(value, [](char c) { return is_control(c) && c != '\t'; }))
    return refuse(400, "a header value has a control character");
  headers.add(std::string(name), std::string(value));
  return {};
}

Accepted<void> read_fields(std::string_view section, const HeadLimits& limits, Headers& headers) {
  for (std::string_view line = take_line(section); !line.empty(); line = take_line(section)) {
    if (headers.size() == limits.max_headers) return refuse(431, "the request has too many headers");
    TRY_VOID(read_field(line, headers));
  }
  for (std::string_view name : kSingletons)
    if (headers.count(name) > 1) return refuse(400, "the header " + std::string(name) + " may be sent only once");
  return {};
}

bool is_host(std::string_view host) {
  constexpr std::string_view kPunctuation = "-._~%!$&'()*+,;=:[]";
  return std::ranges::all_of(host, [&](char c) { return is_digit(c) || is_letter(c) || kPunctuation.contains(c); });
}

Accepted<void> check_host(const RequestHead& head) {
  auto host = head.headers.find("Host");
  if (!host && head.minor_version == 1) return refuse(400, "HTTP/1.1 wants a Host header");
  if (host && !is_host(*host)) return refuse(400, "the Host header is malformed");
  return {};
}

Accepted<void> read_framing(RequestHead& head) {
  auto coding = head.headers.find("Transfer-Encoding");
  auto length = head.headers.find("Content-Length");
  if (coding && length) return refuse(400, "Transfer-Encoding and Content-Length exclude each other");
  if (coding) {
    if (head.minor_version == 0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding");
    if (!equals_ignoring_case(*coding, "chunked")) return refuse(400, "the only transfer coding here is chunked");
    head.framing = Framing::kChunked;
  } else if (length) {
    // std::from_chars alone would take a minus sign; 18 digits cannot overflow.
    if (length->empty() || length->size() > 18 || !std::ranges::all_of(*length, is_digit))
      return refuse(400, "Content-Length is not a number of bytes");
    std::from_chars(length->data(), length->data() + length->size(), head.content_length);
    if (head.content_length > 0) head.framing = Framing::kLength;
  }
  return {};
}

Accepted<void> read_expectation(RequestHead& head) {
  auto expectation = head.headers.find("Expect");
  if (!expectation) return {};
  if (!equals_ignoring_case(*expectation, "100-continue"))
    return refuse(417, "the only expectation met is 100-continue");
  head.expects_continue = head.minor_version == 1 && head.framing != Framing::kNone;
  return {};
}

bool wants_keep_alive(const RequestHead& head) {
  std::string connection = head.headers.joined("Connection");
  if (list_has_token(connection, "close")) return false;
  return head.minor_version == 1 || list_has_token(connection, "keep-alive");
}

}  // namespace

Accepted<std::size_t> find_head_end(std::string_view received, const HeadLimits& limits) {
  const std::string_view looked_at = received.substr(0, limits.max_bytes);
  for (std::size_t begin = 0; begin < looked_at.size();) {
    const std::size_t length = looked_at.find('\n', begin) - begin;
    const std::string_view line = looked_at.substr(begin, length);
    const bool is_whole = begin + line.size() < looked_at.size();
    const std::size_t carriage_return = line.find('\r');
    if (line.contains('\0') || (is_whole && carriage_return == std::string_view::npos))
      return refuse(400, "the header section has a bare line feed or a NUL");
    if (carriage_return < line.size() - 1) return refuse(400, "the header section has a bare carriage return");
    if (!is_whole) break;
    begin += line.size() + 1;
    if (line.size() == 1) return begin;
  }
  if (received.size() > limits.max_bytes) return refuse(431, "the header section is too large");
  return 0;
}

std::size_t leading_empty_line(std::string_view received) { return received.starts_with("\r\n") ? 2 : 0; }

Accepted<RequestHead> parse_request_head(std::string_view block, const HeadLimits& limits) {
  RequestHead head;
  TRY_VOID(read_request_line(take_line(block), limits, head));
  TRY_VOID(read_fields(block, limits, head.headers));
  TRY_VOID(check_host(head));
  TRY_VOID(read_framing(head));
  TRY_VOID(read_expectation(head));
  head.keep_alive = wants_keep_alive(head);
  return head;
}

}  // namespace pictor::http
