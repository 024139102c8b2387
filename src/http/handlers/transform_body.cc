#include "http/handlers/transform_body.h"

#include <boost/json/object.hpp>

namespace pictor::http {
namespace {

/// A member as the text that its parameter is read from; nullopt when it is of another type.
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

}  // namespace

delivery::Transform read_transform(ObjectReader& reader, const boost::json::object& body, TransformNames names) {
  delivery::Transform transform;
  for (const delivery::TransformParameter& parameter : delivery::transform_parameters()) {
    const std::string_view name = names == TransformNames::kMembers ? parameter.member : parameter.name;
    if (!reader.has(name)) continue;
    const auto text = text_of(body.at(name), parameter.kind);
    if (!text || !parameter.read(*text, transform)) reader.complain(name, "must be " + std::string(parameter.expected));
  }
  return transform;
}

}  // namespace pictor::http
