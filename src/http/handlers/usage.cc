#include "http/handlers/usage.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "app/usage.h"
#include "http/json/json_text.h"
#include "http/parameters.h"

namespace pictor::http {
namespace {

constexpr int kMaxLines = 1000;
constexpr std::chrono::days kDefaultSpan{30};

std::optional<catalog::Day> day_from(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  const auto time = parse_rfc3339(std::string(text) + "T00:00:00Z");
  return time ? std::optional(std::chrono::floor<std::chrono::days>(*time)) : std::nullopt;
}

std::optional<app::UsageGroup> group_from(std::string_view text) {
  if (text == "day") return app::UsageGroup::kDay;
  if (text == "image") return app::UsageGroup::kImage;
  if (text == "preset") return app::UsageGroup::kPreset;
  return std::nullopt;
}

std::optional<ImageId> image_from(std::string_view text) {
  auto id = parse_image_id(text);
  return id ? std::optional(*std::move(id)) : std::nullopt;
}

constexpr std::string_view kDay = "a day: 2026-11-25";

Result<app::UsageQuery> read_query(const Query& query, Time now) {
  QueryReader reader(query);
  app::UsageQuery read;
  read.last = reader.choice("to", kDay, day_from).value_or(std::chrono::floor<std::chrono::days>(now));
  read.first = reader.choice("from", kDay, day_from).value_or(read.last - kDefaultSpan + std::chrono::days(1));
  read.group = reader.choice("by", "day, image or preset", group_from).value_or(app::UsageGroup::kDay);
  read.image = reader.choice("image", "the id of an image", image_from);
  read.limit = reader.integer("limit", 1, kMaxLines).value_or(kMaxLines);
  TRY_VOID(reader.finish());
  if (read.first > read.last) return fail_parameter("from", "must not be after `to`");
  return read;
}

}  // namespace

Result<Answer> get_usage(const ApiScope& scope, const Request& request) {
  const app::UsageQuery query = TRY(read_query(request.query, scope.deps.clock.now()));
  boost::json::array items;
  for (const app::UsageSum& sum : TRY(app::get_usage(scope.deps, request.principal.tenant, query)))
    items.push_back(boost::json::object{{"key", sum.key}, {"requests", sum.requests}, {"bytes", sum.bytes}});
  return json_response(200, json_text(boost::json::object{{"items", std::move(items)}}));
}

}  // namespace pictor::http
