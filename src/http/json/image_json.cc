#include "http/json/image_json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cmath>

#include "base/encoding.h"

namespace pictor::http {
namespace {

namespace json = boost::json;

json::value time_or_null(const std::optional<Time>& time) {
  return time ? json::value(format_rfc3339(*time)) : json::value(nullptr);
}

json::value error_or_null(const std::string& code, const std::string& message) {
  if (code.empty()) return nullptr;
  return json::object{{"code", code}, {"message", message}};
}

json::value placeholder_or_null(const std::optional<Placeholder>& placeholder) {
  if (!placeholder) return nullptr;
  return json::object{{"thumbhash", to_base64(as_bytes(placeholder->thumbhash))}, {"color", placeholder->color}};
}

json::value focus_or_null(const std::optional<FocalPoint>& focus) {
  if (!focus) return nullptr;
  return json::object{{"x", focus->x}, {"y", focus->y}};
}

/// The client's own object; it was checked when it was stored.
json::value metadata_value(const std::string& text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  return error ? json::value(json::object()) : value;
}

std::string optimized_url(const UrlPrefix& prefix, const ImageId& id, const ImageOptimization& optimization) {
  return image_url(prefix, id, "?format=" + std::string(to_string(optimization.format)));
}

json::value optimization_or_null(const ImageDetails& details, const UrlPrefix& prefix) {
  if (!details.optimization) return nullptr;
  const ImageOptimization& o = *details.optimization;
  double ratio = o.original_bytes > 0 ? 1 - double(o.bytes) / double(o.original_bytes) : 0;
  json::object object;
  object["format"] = to_string(o.format);
  object["content_type"] = content_type(o.format);
  object["width"] = o.width;
  object["height"] = o.height;
  object["bytes"] = o.bytes;
  object["quality"] = o.quality;
  object["original_bytes"] = o.original_bytes;
  object["saved_ratio"] = std::round(ratio * 1e4) / 1e4;
  object["url"] = optimized_url(prefix, details.image.id, o);
  return object;
}

json::array thumbnail_array(const ImageDetails& details, const UrlPrefix& prefix) {
  json::array items;
  for (const ImageThumbnail& t : details.thumbnails) {
    std::string rest = "/thumbnails/" + t.preset + "?format=" + std::string(to_string(t.format));
    json::object item{{"preset", t.preset}};
    for (const auto& member : rendition_json(t, image_url(prefix, details.image.id, rest))) item.insert(member);
    items.push_back(std::move(item));
  }
  return items;
}

void add_facts(json::object& object, const Image& image) {
  object["format"] = to_string(image.facts.format);
  object["content_type"] = content_type(image.facts.format);
  object["bytes"] = image.bytes;
  object["width"] = image.facts.width;
  object["height"] = image.facts.height;
  object["frames"] = image.facts.frames;
  object["has_alpha"] = image.facts.has_alpha;
  object["sha256"] = image.sha256.str();
  object["version"] = image.version.str();
}

void add_description(json::object& object, const Image& image) {
  object["visibility"] = to_string(image.visibility);
  object["tags"] = json::array(image.tags.begin(), image.tags.end());
  object["album"] = image.album ? json::value(*image.album) : json::value(nullptr);
  object["metadata"] = metadata_value(image.metadata);
  object["focus"] = focus_or_null(image.focus);
  object["placeholder"] = placeholder_or_null(image.placeholder);
}

}  // namespace

std::string image_url(const UrlPrefix& prefix, const ImageId& id, std::string_view rest) {
  return prefix.str() + "/images/" + id.str() + std::string(rest);
}

json::object rendition_json(const ImageThumbnail& rendition, std::string_view url) {
  json::object object;
  object["width"] = rendition.width;
  object["height"] = rendition.height;
  object["format"] = to_string(rendition.format);
  object["content_type"] = content_type(rendition.format);
  object["bytes"] = rendition.bytes;
  object["quality"] = rendition.quality > 0 ? json::value(rendition.quality) : json::value(nullptr);
  object["url"] = url;
  return object;
}

json::object image_json(const ImageDetails& details, const UrlPrefix& prefix) {
  const Image& image = details.image;
  json::object object;
  object["id"] = image.id.str();
  object["tenant"] = image.tenant.str();
  object["owner"] = image.owner.str();
  object["name"] = image.name;
  object["status"] = to_string(image.status);
  object["error"] = error_or_null(image.error_code, image.error_message);
  add_facts(object, image);
  add_description(object, image);
  object["thumbnails"] = thumbnail_array(details, prefix);
  object["optimization"] = optimization_or_null(details, prefix);
  json::value optimized = nullptr;
  if (details.optimization) optimized = optimized_url(prefix, image.id, *details.optimization);
  object["urls"] = json::object{{"original", image_url(prefix, image.id, "/original")}, {"optimized", optimized}};
  object["created_at"] = format_rfc3339(image.created_at);
  object["updated_at"] = format_rfc3339(image.updated_at);
  object["expires_at"] = time_or_null(image.expires_at);
  object["deleted_at"] = time_or_null(image.deleted_at);
  return object;
}

json::object image_page_json(const app::ImagePage& page, const UrlPrefix& prefix) {
  json::array items;
  for (const ImageDetails& details : page.items) items.push_back(image_json(details, prefix));
  json::value cursor = page.next_cursor ? json::value(*page.next_cursor) : json::value(nullptr);
  return {{"items", std::move(items)}, {"next_cursor", std::move(cursor)}};
}

json::object thumbnails_json(const ImageDetails& details, const UrlPrefix& prefix) {
  return {{"items", thumbnail_array(details, prefix)}};
}

json::object job_json(const ImageProcessingJob& job) {
  // To a client, a job that was cancelled (its image was removed) is one that failed.
  bool cancelled = job.status == JobStatus::kCancelled;
  json::object object;
  object["id"] = job.id.str();
  object["kind"] = to_string(job.kind);
  object["status"] = to_string(cancelled ? JobStatus::kFailed : job.status);
  object["attempts"] = job.attempts;
  object["progress"] = job.progress;
  object["error"] = cancelled ? error_or_null("cancelled", "the image was removed")
                              : error_or_null(job.error_code, job.error_message);
  object["image"] = job.image.str();
  object["created_at"] = format_rfc3339(job.created_at);
  object["updated_at"] = format_rfc3339(job.updated_at);
  return object;
}

}  // namespace pictor::http
