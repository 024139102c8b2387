#include "http/handlers/direct_upload.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <limits>

#include "app/complete_draft.h"
#include "app/draft_image.h"
#include "http/handlers/path_ids.h"
#include "http/handlers/uploaded_answer.h"
#include "http/json/json_text.h"
#include "http/json/object_reader.h"
#include "http/parameters.h"

namespace pictor::http {
namespace {

std::optional<Time> time_from(std::string_view text) {
  auto time = parse_rfc3339(text);
  return time ? std::optional(*time) : std::nullopt;
}

std::optional<Sha256Hex> sha256_from(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (text.size() != 64 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  return Sha256Hex(std::string(text));
}

app::UploadRequest read_description(ObjectReader& reader) {
  app::UploadRequest described;
  described.name = reader.text("name").value_or("");
  described.tags = reader.texts("tags").value_or(std::vector<std::string>{});
  described.album = reader.text("album");
  described.visibility =
      reader.choice("visibility", "private or public", visibility_from).value_or(described.visibility);
  described.expires_at = reader.choice("expires_at", "a time of RFC 3339", time_from);
  if (const boost::json::object* metadata = reader.object("metadata")) described.metadata = json_text(*metadata);
  return described;
}

/// Errors: kUnsupportedType for a content type that no format has.
Result<app::DraftRequest> read_draft_request(const boost::json::object& body) {
  ObjectReader reader(body);
  app::DraftRequest wanted{.description = read_description(reader)};
  const auto type = reader.text("content_type");
  if (!type) reader.complain("content_type", "must be the content type of the file");
  if (const auto bytes = reader.integer("bytes", 1, std::numeric_limits<int>::max())) wanted.bytes = *bytes;
  wanted.sha256 = reader.choice("sha256", "64 lower-case hexadecimal digits", sha256_from);
  TRY_VOID(reader.finish());
  const auto format = format_of_content_type(*type);
  if (!format) return fail(ErrorCode::kUnsupportedType, "content_type is that of no image that is taken");
  wanted.format = *format;
  return wanted;
}

boost::json::object form_json(const blobs::PostForm& form) {
  boost::json::object fields;
  for (const auto& [name, value] : form.fields) fields[name] = value;
  return {{"method", "POST"}, {"url", form.url}, {"fields", std::move(fields)}, {"file_field", "file"}};
}

}  // namespace

Result<Answer> draft_image(const ApiScope& scope, const Request& request) {
  TRY_VOID(QueryReader(request.query).finish());
  const boost::json::object body = TRY(parse_json_object(request.body));
  const app::DraftRequest wanted = TRY(read_draft_request(body));
  const app::DraftedImage drafted = TRY(app::draft_image(scope.deps, request.principal, wanted));
  const boost::json::object answer{{"id", drafted.draft.id.str()},
                                   {"upload", form_json(drafted.form)},
                                   {"max_bytes", drafted.max_bytes},
                                   {"complete_url", image_url(scope.urls, drafted.draft.id, "/complete")},
                                   {"expires_at", format_rfc3339(drafted.draft.expires_at)}};
  return json_response(201, json_text(answer));
}

Result<Answer> complete_draft(const ApiScope& scope, const Request& request) {
  const ImageId id = TRY(path_image_id(request));
  TRY_VOID(QueryReader(request.query).finish());
  const app::Uploaded uploaded = TRY(app::complete_draft(scope.deps, request.principal, id));
  return uploaded_answer(scope, request, uploaded.details);
}

}  // namespace pictor::http
