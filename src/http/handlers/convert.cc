#include "http/handlers/convert.h"

#include <boost/json/object.hpp>

#include "app/convert_image.h"
#include "app/read_image.h"
#include "http/handlers/image_query.h"
#include "http/handlers/path_ids.h"
#include "http/json/json_text.h"
#include "http/json/object_reader.h"
#include "http/parameters.h"
#include "http/prefer.h"

namespace pictor::http {
namespace {

/// A whole number or the text `auto`.
std::optional<Quality> read_quality(ObjectReader& reader, const boost::json::object& body) {
  const boost::json::value* sent = body.if_contains("quality");
  if (sent && sent->is_string()) {
    const std::optional<std::string> text = reader.text("quality");
    if (text == "auto") return Quality{};
    reader.complain("quality", "must be a whole number from 1 to 100, or auto");
    return std::nullopt;
  }
  const std::optional<int> number = reader.integer("quality", 1, 100);
  return number ? std::optional(Quality{*number}) : std::nullopt;
}

Result<app::ConvertRequest> read_convert_request(const boost::json::object& body) {
  ObjectReader reader(body);
  app::ConvertRequest wanted;
  auto format = reader.choice("format", kFormatNames, api_format_from);
  if (!reader.has("format")) reader.complain("format", "is required");
  wanted.format = format.value_or(wanted.format);
  wanted.quality = read_quality(reader, body);
  wanted.width = reader.integer("width", 1, kMaxSide);
  wanted.height = reader.integer("height", 1, kMaxSide);
  wanted.fit = reader.choice("fit", kFitNames, fit_from);
  wanted.replace = reader.flag("replace").value_or(false);
  TRY_VOID(reader.finish());
  return wanted;
}

/// The URL that answers the same rendition; after a replacement it is the original.
std::string converted_url(const ApiScope& scope, const ImageId& id, const app::ConvertRequest& wanted) {
  if (wanted.replace) return image_url(scope.urls, id, "/original");
  std::string query = "?format=" + std::string(to_string(wanted.format));
  if (wanted.width) query += "&w=" + std::to_string(*wanted.width);
  if (wanted.height) query += "&h=" + std::to_string(*wanted.height);
  if (wanted.fit) query += "&fit=" + std::string(to_string(*wanted.fit));
  if (wanted.quality) query += "&q=" + to_string(*wanted.quality);
  return image_url(scope.urls, id, query);
}

Response job_response(const ApiScope& scope, int status, const ImageProcessingJob& job) {
  Response response = json_response(status, json_text(job_json(job)));
  if (status == 202) response.headers.add("Location", scope.urls.str() + "/jobs/" + job.id.str());
  return response;
}

}  // namespace

Result<Answer> convert_image(const ApiScope& scope, const Request& request) {
  ImageId id = TRY(path_image_id(request));
  TRY_VOID(QueryReader(request.query).finish());
  boost::json::object body = TRY(parse_json_object(request.body));
  app::ConvertRequest wanted = TRY(read_convert_request(body));
  if (parse_prefer(request.headers.joined("Prefer")).respond_async) {
    ImageProcessingJob job = TRY(app::enqueue_convert(scope.deps, request.principal, id, wanted));
    Response response = job_response(scope, 202, job);
    response.headers.add("Preference-Applied", "respond-async");
    return response;
  }
  app::Converted converted =
      TRY(app::convert_image(scope.deps, request.principal, id, wanted, request.deadline, request.cancel));
  return json_response(200, json_text(rendition_json(converted.rendition, converted_url(scope, id, wanted))));
}

Result<Answer> get_job(const ApiScope& scope, const Request& request) {
  JobId id = TRY(path_job_id(request));
  TRY_VOID(QueryReader(request.query).finish());
  return job_response(scope, 200, TRY(app::get_job(scope.deps, request.principal.tenant, id)));
}

}  // namespace pictor::http
