#include "http/handlers/delivery.h"

#include <boost/json/object.hpp>

#include "app/deliver_image.h"
#include "app/make_url.h"
#include "http/handlers/content_response.h"
#include "http/handlers/path_ids.h"
#include "http/handlers/ready_answers.h"
#include "http/handlers/transform_body.h"
#include "http/json/json_text.h"
#include "http/parameters.h"

namespace pictor::http {
namespace {

constexpr int kMaxExpirySeconds = static_cast<int>(app::kMaxUrlLife.count());

/// The request's fields that the picture depends on, the same for every client of the URL.
std::string vary_of(const app::Delivered& delivered) {
  const auto& [dpr, width, save_data] = delivered.hints;
  std::string fields;
  const auto add = [&](bool looked_at, std::string_view field) {
    if (looked_at) fields.append(fields.empty() ? "" : ", ").append(field);
  };
  add(delivered.content.negotiated, "Accept");
  add(dpr, "Sec-CH-DPR");
  add(width, "Sec-CH-Width");
  add(save_data, "Save-Data");
  return fields;
}

Response delivery_response(const ApiScope& scope, const app::Delivered& delivered) {
  Response response = uncached_content(scope, delivered.content, Disposition::kInline);
  Headers& headers = response.headers;
  headers.add("Cache-Control", delivery::cache_control(delivered.permanence, scope.deps.clock.now(), delivered.until));
  if (std::string varies = vary_of(delivered); !varies.empty()) headers.add("Vary", std::move(varies));
  // Pages of any origin show these pictures, and may draw them on a canvas: who has the URL has the right.
  headers.add("Access-Control-Allow-Origin", "*");
  headers.add("Cross-Origin-Resource-Policy", "cross-origin");
  return response;
}

Result<app::UrlRequest> read_url_request(const boost::json::object& body) {
  ObjectReader reader(body);
  app::UrlRequest wanted;
  wanted.picture.transform = read_transform(reader, body, TransformNames::kParameters);
  wanted.picture.preset = reader.choice("preset", "a preset's name, or name@version", delivery::preset_from);
  wanted.forever = reader.is_null("expires_in");
  if (!wanted.forever) {
    const auto life = reader.integer("expires_in", 1, kMaxExpirySeconds);
    if (life) wanted.expires_in = std::chrono::seconds(*life);
  }
  TRY_VOID(reader.finish());
  TRY_VOID(delivery::check_together(wanted.picture.transform));
  TRY_VOID(delivery::check_together(wanted.picture));
  return wanted;
}

}  // namespace

Result<Answer> deliver(const ApiScope& scope, const Request& request) {
  if (!request.query.empty())
    return fail(ErrorCode::kInvalidRequest, "a delivery URL has no query: what it says is in its path");
  if (auto made = find_new_answer(scope, request)) return *std::move(made);
  const delivery::CacheTicket ticket = scope.deps.ready_answers.begin();
  const app::DeliveryClient client{request.headers.joined("Accept"), hint_fields(request)};
  const auto delivered = app::deliver_image(scope.deps, request.path, client, request.deadline, request.cancel);
  if (!delivered) {
    drop_stale(scope, request);
    return std::unexpected(delivered.error());
  }
  Response response = delivery_response(scope, *delivered);
  keep_ready(scope, ticket, request, *delivered, response);
  return response;
}

Result<Answer> make_url(const ApiScope& scope, const Request& request) {
  const ImageId id = TRY(path_image_id(request));
  TRY_VOID(QueryReader(request.query).finish());
  const boost::json::object body = TRY(parse_json_object(request.body));
  const app::UrlRequest wanted = TRY(read_url_request(body));
  const app::DeliveryUrl made = TRY(app::make_delivery_url(scope.deps, request.principal, id, wanted));
  // An edge that checks signatures of its own wants an end.
  const Time until = made.expires_at.value_or(scope.deps.clock.now() + app::kMaxUrlLife);
  const std::string url = TRY(scope.delivery_url(made.path, until));
  boost::json::object answer{{"url", url}, {"expires_at", nullptr}};
  if (made.expires_at) answer["expires_at"] = format_rfc3339(*made.expires_at);
  return json_response(200, json_text(answer));
}

}  // namespace pictor::http
