#include "http/handlers/image_patch.h"

#include <boost/json/object.hpp>

#include "http/json/json_text.h"
#include "http/json/object_reader.h"

namespace pictor::http {
namespace {

Result<std::optional<FocalPoint>> read_focus(ObjectReader& reader) {
  if (reader.is_null("focus")) return std::nullopt;
  const boost::json::object* object = reader.object("focus");
  if (!object) return std::nullopt;
  ObjectReader point(*object);
  auto x = point.number("x", 0, 1), y = point.number("y", 0, 1);
  TRY_VOID(point.finish());
  if (!x || !y) return fail_parameter("focus", "focus wants x and y, each from 0 to 1");
  return FocalPoint{.x = *x, .y = *y};
}

Result<std::optional<Time>> read_expiry(ObjectReader& reader) {
  if (reader.is_null("expires_at")) return std::nullopt;
  auto text = reader.text("expires_at");
  if (!text) return std::nullopt;
  auto time = parse_rfc3339(*text);
  if (!time) return fail_parameter("expires_at", "expires_at must be a time of RFC 3339");
  return *time;
}

std::optional<std::string> text_or_null(ObjectReader& reader, std::string_view name) {
  return reader.is_null(name) ? std::nullopt : reader.text(name);
}

}  // namespace

Result<app::ImagePatch> read_image_patch(const boost::json::object& body) {
  if (body.empty()) return fail(ErrorCode::kInvalidRequest, "the patch changes nothing");
  ObjectReader reader(body);
  app::ImagePatch patch;
  patch.name = reader.text("name");
  patch.tags = reader.texts("tags");
  if (reader.has("album")) patch.album = text_or_null(reader, "album");
  patch.visibility = reader.choice("visibility", "private or public", visibility_from);
  if (reader.has("expires_at")) patch.expires_at = TRY(read_expiry(reader));
  if (const boost::json::object* metadata = reader.object("metadata")) patch.metadata = json_text(*metadata);
  if (reader.has("focus")) patch.focus = TRY(read_focus(reader));
  TRY_VOID(reader.finish());
  return patch;
}

}  // namespace pictor::http
