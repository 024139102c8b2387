#include "http/handlers/thumbnails.h"

#include <boost/json/object.hpp>

#include "app/read_image.h"
#include "http/handlers/content_response.h"
#include "http/handlers/image_query.h"
#include "http/handlers/path_ids.h"
#include "http/json/json_text.h"
#include "http/parameters.h"

namespace pictor::http {

Result<Answer> list_thumbnails(const ApiScope& scope, const Request& request) {
  ImageId id = TRY(path_image_id(request));
  TRY_VOID(QueryReader(request.query).finish());
  ImageDetails details = TRY(app::get_image(scope.deps, request.principal.tenant, id));
  return json_response(200, json_text(thumbnails_json(details, scope.urls)));
}

Result<Answer> get_thumbnail(const ApiScope& scope, const Request& request) {
  ImageId id = TRY(path_image_id(request));
  QueryReader reader(request.query);
  app::RenditionRequest wanted{.preset = request.path_parameters.find("preset")->second};
  wanted.transform.format = reader.choice("format", delivery::kWrittenFormats, delivery::written_format_from);
  wanted.accept = delivery::accepted_formats(request.headers.joined("Accept"));
  bool download = reader.flag("download").value_or(false);
  TRY_VOID(reader.finish());
  app::Content content =
      TRY(app::read_rendition(scope.deps, request.principal.tenant, id, wanted, request.deadline, request.cancel));
  return content_response(scope, content, download ? Disposition::kAttachment : Disposition::kInline);
}

}  // namespace pictor::http
