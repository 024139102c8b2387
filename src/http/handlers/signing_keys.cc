#include "http/handlers/signing_keys.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "app/signing_keys.h"
#include "http/handlers/path_ids.h"
#include "http/json/json_text.h"
#include "http/json/object_reader.h"
#include "http/parameters.h"

namespace pictor::http {
namespace {

constexpr int kMaxGraceSeconds = 366 * 86'400;

boost::json::object key_json(const SigningKey& key) {
  boost::json::object object{
      {"id", key.id.str()}, {"created_at", format_rfc3339(key.created_at)}, {"retires_at", nullptr}};
  if (key.retires_at) object["retires_at"] = format_rfc3339(*key.retires_at);
  return object;
}

}  // namespace

Result<Answer> list_signing_keys(const ApiScope& scope, const Request& request) {
  TRY_VOID(QueryReader(request.query).finish());
  boost::json::array items;
  for (const SigningKey& key : TRY(app::list_signing_keys(scope.deps, request.principal.tenant)))
    items.push_back(key_json(key));
  return json_response(200, json_text(boost::json::object{{"items", std::move(items)}}));
}

Result<Answer> add_signing_key(const ApiScope& scope, const Request& request) {
  TRY_VOID(QueryReader(request.query).finish());
  const boost::json::object body = TRY(parse_json_object(request.body));
  ObjectReader reader(body);
  const auto grace = reader.integer("retire_others_in", 0, kMaxGraceSeconds);
  TRY_VOID(reader.finish());
  const auto retire_others = grace ? std::optional(std::chrono::seconds(*grace)) : std::nullopt;
  const SigningKey key = TRY(app::make_signing_key(scope.deps, request.principal.tenant, retire_others));
  boost::json::object answer = key_json(key);
  answer["secret"] = key.secret;
  return json_response(201, json_text(answer));
}

Result<Answer> retire_signing_key(const ApiScope& scope, const Request& request) {
  const KeyId id = TRY(path_key_id(request));
  TRY_VOID(QueryReader(request.query).finish());
  TRY_VOID(app::retire_signing_key(scope.deps, request.principal.tenant, id));
  return empty_response(204);
}

}  // namespace pictor::http
