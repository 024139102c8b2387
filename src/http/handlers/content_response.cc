#include "http/handlers/content_response.h"

#include "http/http_date.h"

namespace pictor::http {

Response content_response(const ApiScope& scope, const app::Content& content, Disposition disposition) {
  Response response{.body = BlobBody{.blob = content.blob, .length = content.blob->size()}};
  Headers& headers = response.headers;
  headers.add("Content-Type", std::string(content_type(content.format)));
  headers.add("ETag", content.etag);
  headers.add("Last-Modified", format_http_date(content.last_modified));
  headers.add("Cache-Control", "private, max-age=60, must-revalidate");
  headers.add("Vary", content.negotiated ? "Authorization, Accept" : "Authorization");
  headers.add("Content-Disposition", format_content_disposition(disposition, content.file_name));
  if (!content.tags.empty() && !scope.cache_tags.name.empty())
    headers.add(scope.cache_tags.name, delivery::header_value(scope.cache_tags, content.tags));
  return response;
}

}  // namespace pictor::http
