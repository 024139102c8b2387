#include "http/handlers/convert.h"

#include <boost/json/object.hpp>

#include "app/convert_image.h"
#include "app/read_image.h"
#include "delivery/transform.h"
#include "http/handlers/path_ids.h"
#include "http/handlers/transform_body.h"
#include "http/json/json_text.h"
#include "http/json/object_reader.h"
#include "http/parameters.h"
#include "http/prefer.h"

namespace pictor::http {
namespace {

Result<app::ConvertRequest> read_convert_request(const boost::json::object& body) {
  ObjectReader reader(body);
  app::ConvertRequest wanted;
  wanted.transform = read_transform(reader, body, TransformNames::kMembers);
  if (!wanted.transform.format) reader.complain("format", "must be " + std::string(delivery::kWrittenFormats));
  wanted.replace = reader.flag("replace").value_or(false);
  TRY_VOID(reader.finish());
  TRY_VOID(delivery::check_together(wanted.transform));
  TRY_VOID(delivery::refuse_hints(wanted.transform));
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
