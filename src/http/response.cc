#include "http/response.h"

#include <array>
#include <utility>

namespace pictor::http {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 27> kReasons = {{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

void append_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::int64_t body_length(const Body& body) {
  if (auto* text = std::get_if<std::string>(&body)) return static_cast<std::int64_t>(text->size());
  if (auto* fixed = std::get_if<StaticBody>(&body)) return static_cast<std::int64_t>(fixed->text.size());
  if (auto* blob = std::get_if<BlobBody>(&body)) return blob->length;
  return 0;
}

Response json_response(int status, std::string text) {
  Response response{.status = status, .body = std::move(text)};
  response.headers.add("Content-Type", "application/json");
  response.headers.add("Cache-Control", "private, no-store");
  return response;
}

Response empty_response(int status) {
  Response response{.status = status};
  response.headers.add("Cache-Control", "private, no-store");
  return response;
}

Response static_response(std::string_view content_type, std::string_view text) {
  Response response{.body = StaticBody{text}};
  response.headers.add("Content-Type", std::string(content_type));
  response.headers.add("Cache-Control", "public, max-age=300");
  return response;
}

std::string_view reason_phrase(int status) {
  for (auto [known, phrase] : kReasons)
    if (known == status) return phrase;
  return "";
}

void append_response_head(std::string& head, const Response& response, const HeadFields& fields) {
  head.reserve(1024);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head.append(reason_phrase(response.status)).append("\r\n");
  append_field(head, "Date", fields.date);
  response.headers.append_to(head);
  // RFC 9110 section 8.6: never with 204; with 304 it would have to be that of the 200.
  if (response.status != 204 && response.status != 304)
    append_field(head, "Content-Length", std::to_string(body_length(response.body)));
  append_field(head, "X-Request-Id", fields.request_id);
  head.append("X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
  if (!response.headers.has("Content-Security-Policy"))
    append_field(head, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  if (!fields.connection.empty()) append_field(head, "Connection", fields.connection);
  head.append("\r\n");
}

}  // namespace pictor::http
