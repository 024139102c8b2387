#include "http/middleware/conditions.h"

#include <algorithm>
#include <array>
#include <string>

#include "delivery/byte_range.h"
#include "http/http_date.h"
#include "http/problem.h"

namespace pictor::http {
namespace {

bool is_not_modified(const Headers& request, std::string_view etag, std::string_view last_modified) {
  // If-None-Match, where it is there, makes If-Modified-Since be ignored (section 13.1.3).
  if (request.has("If-None-Match")) return delivery::etag_matches(request.joined("If-None-Match"), etag, /*weak=*/true);
  auto since = request.find("If-Modified-Since");
  if (!since) return false;
  auto known = parse_http_date(*since), modified = parse_http_date(last_modified);
  return known && modified && *modified <= *known;
}

/// A range counts only while the client's part and ours are of the same bytes (section 13.1.5).
bool may_use_range(const Headers& request, std::string_view etag, std::string_view last_modified) {
  auto condition = request.find("If-Range");
  return !condition || *condition == etag || *condition == last_modified;
}

Response not_modified(Response response) {
  response.status = 304;
  response.body = {};
  return response;
}

Response with_range(const Request& request, Response response, BlobBody blob) {
  auto range = delivery::parse_range(*request.headers.find("Range"), blob.length);
  if (!range) return range_problem(blob.length, request.id);
  if (!*range) return response;
  response.status = 206;
  response.headers.set("Content-Range", "bytes " + std::to_string((*range)->first) + "-" +
                                            std::to_string((*range)->last) + "/" + std::to_string(blob.length));
  blob.offset = (*range)->first;
  blob.length = (*range)->length();
  response.body = std::move(blob);
  return response;
}

}  // namespace

Response with_conditions(const Request& request, Response response) {
  constexpr std::array kConditions = {"If-None-Match", "If-Modified-Since", "Range"};
  if (std::ranges::none_of(kConditions, [&](const char* name) { return request.headers.has(name); })) return response;
  bool reads = request.method == Method::kGet || request.method == Method::kHead;
  auto* blob = std::get_if<BlobBody>(&response.body);
  auto found = response.headers.find("ETag");
  if (!reads || !blob || !found || response.status != 200) return response;
  std::string etag(*found), last_modified(response.headers.find("Last-Modified").value_or(""));
  if (is_not_modified(request.headers, etag, last_modified)) return not_modified(std::move(response));
  // Range is defined for GET alone (section 14.2).
  if (request.method != Method::kGet || !request.headers.has("Range")) return response;
  if (!may_use_range(request.headers, etag, last_modified)) return response;
  BlobBody whole = *blob;
  return with_range(request, std::move(response), std::move(whole));
}

}  // namespace pictor::http
