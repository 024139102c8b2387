#include "http/handlers/content_response.h"

#include "http/http_date.h"

namespace pictor::http {

Response uncached_content(const ApiScope& scope, const app::Content& content, Disposition disposition) {
  Response response{
      .body = BlobBody{.blob = content.blob, .length = content.blob->size()},
      .retrieval = std::make_shared<const Retrieval>(Retrieval{content.tenant, content.image, content.preset})};
  Headers& headers = response.headers;
  headers.add("Content-Type", std::string(content_type(content.format)));
  headers.add("ETag", content.etag);
  headers.add("Accept-Ranges", "bytes");
  headers.add("Last-Modified", format_http_date(content.last_modified));
  headers.add("Content-Disposition", format_content_disposition(disposition, content.file_name));
  // The one format that a browser would run: should it be opened in spite of its disposition, it runs nothing.
  if (content.format == Format::kSvg)
    headers.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  if (!content.tags.empty() && !scope.cache_tags.name.empty())
    headers.add(scope.cache_tags.name, delivery::header_value(scope.cache_tags, content.tags));
  return response;
}

Response content_response(const ApiScope& scope, const app::Content& content, Disposition disposition) {
  Response response = uncached_content(scope, content, disposition);
  response.headers.add("Cache-Control", "private, max-age=60, must-revalidate");
  response.headers.add("Vary", content.negotiated ? "Authorization, Accept" : "Authorization");
  return response;
}

}  // namespace pictor::http
