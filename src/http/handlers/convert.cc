#include "http/handlers/convert.h"

#include <boost/json/object.hpp>

#include "app/convert_image.h"
#include "app/read_image.h"
#include "delivery/transform.h"
#include "http/handlers/path_ids.h"
#include "http/json/json_text.h"
#include "http/json/object_reader.h"
#include "http/parameters.h"
#include "http/prefer.h"

namespace pictor::http {
namespace {

/// A member of the body as the text that its parameter is read from; nullopt when it is of another type.
std::optional<std::string> text_of(const boost::json::value& value, policy::ValueKind kind) {
  switch (kind) {
    case policy::ValueKind::kInteger:
      return value.is_int64() ? std::optional(std::to_string(value.get_int64())) : std::nullopt;
    case policy::ValueKind::kIntegerOrAuto:
      return value == "auto" ? std::optional<std::string>("auto") : text_of(value, policy::ValueKind::kInteger);
    case policy::ValueKind::kNumber:
      return value.is_number() ? std::optional(policy::decimal_text(value.to_number<double>())) : std::nullopt;
    case policy::ValueKind::kFlag:
      return value.is_bool() ? std::optional<std::string>(value.get_bool() ? "true" : "false") : std::nullopt;
    case policy::ValueKind::kText:
      return value.is_string() ? std::optional<std::string>(value.get_string()) : std::nullopt;
  }
  return std::nullopt;
}

Result<app::ConvertRequest> read_convert_request(const boost::json::object& body) {
  ObjectReader reader(body);
  app::ConvertRequest wanted;
  for (const delivery::TransformParameter& parameter : delivery::transform_parameters()) {
    if (!reader.has(parameter.member)) continue;
    const auto text = text_of(body.at(parameter.member), parameter.kind);
    if (!text || !parameter.read(*text, wanted.transform))
      reader.complain(parameter.member, "must be " + std::string(parameter.expected));
  }
  if (!wanted.transform.format) reader.complain("format", "must be " + std::string(delivery::kWrittenFormats));
  wanted.replace = reader.flag("replace").value_or(false);
  TRY_VOID(reader.finish());
  TRY_VOID(delivery::check_together(wanted.transform));
  return wanted;
}

/// The URL that answers the same rendition; after a replacement it is the original.
std::string converted_url(const ApiScope& scope, const ImageId& id, const app::ConvertRequest& wanted) {
  return image_url(scope.urls, id, wanted.replace ? "/original" : "?" + delivery::to_text(wanted.transform));
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
