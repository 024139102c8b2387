#include "http/handlers/image_query.h"

#include <algorithm>
#include <array>

#include "http/parameters.h"

namespace pictor::http {
namespace {

constexpr std::array kByteParameters = {std::string_view("w"),       std::string_view("h"), std::string_view("fit"),
                                        std::string_view("format"),  std::string_view("q"), std::string_view("dpr"),
                                        std::string_view("download")};

/// `auto` and nothing are the same wish: the inner nullopt.
template <class T>
using OrAuto = std::optional<std::optional<T>>;

OrAuto<Format> format_or_auto(std::string_view text) {
  if (text == "auto") return OrAuto<Format>(std::in_place);
  auto format = api_format_from(text);
  return format ? OrAuto<Format>(format) : std::nullopt;
}

}  // namespace

std::optional<Format> api_format_from(std::string_view name) {
  auto format = stored_format_from(name);
  return format && can_be_written(*format) ? format : std::nullopt;
}

std::optional<Format> stored_format_from(std::string_view name) {
  auto format = format_from(name);
  return format && to_string(*format) == name ? format : std::nullopt;
}

bool asks_for_bytes(const Query& query) {
  return std::ranges::any_of(
      query, [](const auto& p) { return std::ranges::find(kByteParameters, p.first) != kByteParameters.end(); });
}

Result<RenditionQuery> read_rendition_query(const Query& query, std::string_view accept) {
  QueryReader reader(query);
  RenditionQuery read;
  app::RenditionRequest& request = read.request;
  request.width = reader.integer("w", 1, kMaxSide);
  request.height = reader.integer("h", 1, kMaxSide);
  request.fit = reader.choice("fit", kFitNames, fit_from);
  request.format = reader.choice("format", "auto, " + std::string(kFormatNames), format_or_auto).value_or(std::nullopt);
  request.quality = reader.choice("q", "a whole number from 1 to 100, or auto", quality_from);
  request.dpr = reader.number("dpr", 0.5, 8).value_or(1);
  request.accept = delivery::accepted_formats(accept);
  read.download = reader.flag("download").value_or(false);
  TRY_VOID(reader.finish());
  return read;
}

}  // namespace pictor::http
