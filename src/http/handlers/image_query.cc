#include "http/handlers/image_query.h"

#include <algorithm>
#include <span>

#include "delivery/transform.h"
#include "http/parameters.h"

namespace pictor::http {

std::optional<Format> stored_format_from(std::string_view name) {
  auto format = format_from(name);
  return format && to_string(*format) == name ? format : std::nullopt;
}

bool asks_for_bytes(const Query& query) {
  return std::ranges::any_of(
      query, [](const auto& p) { return delivery::find_parameter(p.first) != nullptr || p.first == "download"; });
}

Result<RenditionQuery> read_rendition_query(const Query& query, std::string_view accept) {
  Query transform, rest;
  for (const auto& parameter : query)
    (delivery::find_parameter(parameter.first) != nullptr ? transform : rest).push_back(parameter);
  QueryReader reader(rest);
  RenditionQuery read;
  read.download = reader.flag("download").value_or(false);
  TRY_VOID(reader.finish());
  read.request.transform = TRY(delivery::transform_from(std::span<const delivery::NamedText>(transform)));
  TRY_VOID(delivery::refuse_hints(read.request.transform));
  read.request.accept = delivery::accepted_formats(accept);
  return read;
}

}  // namespace pictor::http
