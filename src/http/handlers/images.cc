#include "http/handlers/images.h"

#include <boost/json/object.hpp>

#include "app/change_image.h"
#include "app/read_image.h"
#include "delivery/negotiation.h"
#include "http/handlers/content_response.h"
#include "http/handlers/image_patch.h"
#include "http/handlers/image_query.h"
#include "http/handlers/path_ids.h"
#include "http/json/json_text.h"
#include "http/json/object_reader.h"
#include "http/parameters.h"

namespace pictor::http {
namespace {

using catalog::ListOrder;
using catalog::ListSort;

std::optional<ListSort> sort_from(std::string_view name) {
  if (name == "created_at") return ListSort::kCreatedAt;
  if (name == "name") return ListSort::kName;
  if (name == "bytes") return ListSort::kBytes;
  return std::nullopt;
}

std::optional<ListOrder> order_from(std::string_view name) {
  if (name == "asc") return ListOrder::kAscending;
  if (name == "desc") return ListOrder::kDescending;
  return std::nullopt;
}

Result<app::ListQuery> read_list_query(const Query& query) {
  QueryReader reader(query);
  app::ListQuery list;
  list.limit = reader.integer("limit", 1, 200).value_or(list.limit);
  list.cursor = reader.text("cursor", 1024).value_or("");
  list.text = reader.text("q", 255).value_or("");
  list.tag = reader.text("tag", 64).value_or("");
  list.album = reader.text("album", 128);
  list.format = reader.choice("format", kStoredFormatNames, stored_format_from);
  list.status = reader.choice("status", "processing, ready or failed", image_status_from);
  if (auto owner = reader.text("owner", 255)) list.owner = SubjectId(*owner);
  list.deleted = reader.flag("deleted").value_or(false);
  list.sort = reader.choice("sort", "created_at, name or bytes", sort_from).value_or(list.sort);
  list.order = reader.choice("order", "asc or desc", order_from).value_or(list.order);
  TRY_VOID(reader.finish());
  return list;
}

Result<void> refuse_parameters(const Request& request) { return QueryReader(request.query).finish(); }

Response details_response(const ApiScope& scope, const ImageDetails& details) {
  return json_response(200, json_text(image_json(details, scope.urls)));
}

}  // namespace

Result<Answer> list_images(const ApiScope& scope, const Request& request) {
  app::ListQuery query = TRY(read_list_query(request.query));
  app::ImagePage page = TRY(app::list_images(scope.deps, request.principal.tenant, query));
  return json_response(200, json_text(image_page_json(page, scope.urls)));
}

Result<Answer> get_image(const ApiScope& scope, const Request& request) {
  ImageId id = TRY(path_image_id(request));
  std::string accept = request.headers.joined("Accept");
  if (!asks_for_bytes(request.query) && !delivery::prefers_image(accept)) {
    TRY_VOID(refuse_parameters(request));
    Response response = details_response(scope, TRY(app::get_image(scope.deps, request.principal.tenant, id)));
    response.headers.add("Vary", "Authorization, Accept");
    return response;
  }
  RenditionQuery query = TRY(read_rendition_query(request.query, accept));
  app::Content content = TRY(
      app::read_rendition(scope.deps, request.principal.tenant, id, query.request, request.deadline, request.cancel));
  // Whether JSON or bytes come depends on Accept even where the format was asked for by name.
  content.negotiated = content.negotiated || !asks_for_bytes(request.query);
  return content_response(scope, content, query.download ? Disposition::kAttachment : Disposition::kInline);
}

Result<Answer> get_original(const ApiScope& scope, const Request& request) {
  ImageId id = TRY(path_image_id(request));
  TRY_VOID(refuse_parameters(request));
  app::Content content = TRY(app::read_original(scope.deps, request.principal.tenant, id));
  return content_response(scope, content, Disposition::kAttachment);
}

Result<Answer> patch_image(const ApiScope& scope, const Request& request) {
  ImageId id = TRY(path_image_id(request));
  TRY_VOID(refuse_parameters(request));
  boost::json::object body = TRY(parse_json_object(request.body));
  app::ImagePatch patch = TRY(read_image_patch(body));
  return details_response(scope, TRY(app::update_image(scope.deps, request.principal, id, patch)));
}

Result<Answer> delete_image(const ApiScope& scope, const Request& request) {
  ImageId id = TRY(path_image_id(request));
  QueryReader reader(request.query);
  bool purge = reader.flag("purge").value_or(false);
  TRY_VOID(reader.finish());
  TRY_VOID(app::delete_image(scope.deps, request.principal, id, purge ? app::Purge::kYes : app::Purge::kNo));
  return empty_response(204);
}

Result<Answer> restore_image(const ApiScope& scope, const Request& request) {
  ImageId id = TRY(path_image_id(request));
  TRY_VOID(refuse_parameters(request));
  return details_response(scope, TRY(app::restore_image(scope.deps, request.principal, id)));
}

}  // namespace pictor::http
