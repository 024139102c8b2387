#include "app/draft_image.h"

#include <boost/json.hpp>

#include "catalog/drafts.h"
#include "catalog/tenants.h"

namespace pictor::app {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

std::string to_description(const UploadRequest& request) {
  json::object o{{"name", request.name},
                 {"tags", json::value_from(request.tags)},
                 {"album", text_or_null(request.album)},
                 {"visibility", to_string(request.visibility)},
                 {"expires_at", nullptr},
                 {"metadata", request.metadata}};
  if (request.expires_at) o["expires_at"] = format_rfc3339(*request.expires_at);
  return json::serialize(o);
}

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

Result<void> check_announced(const Deps& deps, const DraftRequest& request) {
  const std::int64_t most = deps.limits.max_upload_bytes;
  if (request.bytes && *request.bytes > most)
    return fail_limit(ErrorCode::kTooLarge, "the file is too large", most, *request.bytes);
  if (!deps.limits.image.inputs.contains(request.format))
    return fail(ErrorCode::kUnsupportedType, "not an image of a supported type: " + spoken(deps.limits.image.inputs));
  return {};
}

Draft new_draft(Deps& deps, const access::Principal& principal, const DraftRequest& request) {
  const Time now = deps.clock.now();
  return {.tenant = principal.tenant,
          .id = new_image_id(now, deps.random),
          .owner = principal.subject,
          .format = request.format,
          .bytes = request.bytes,
          .sha256 = request.sha256,
          .description = to_description(request.description),
          .created_at = now,
          // Whole seconds: a form says no more.
          .expires_at = std::chrono::floor<std::chrono::seconds>(now + deps.limits.draft_life)};
}

/// Counted in the transaction that adds one; on an engine whose writers do not wait for each other a few more get in.
Result<void> insert_within_quota(const Deps& deps, sql::Session& session, const Draft& draft) {
  if (!TRY(catalog::tenant_exists(session, draft.tenant)))
    return fail(ErrorCode::kUnauthenticated, "the tenant of the token does not exist");
  const std::int64_t open = TRY(catalog::count_open_drafts(session, draft.tenant));
  if (open >= deps.limits.max_drafts)
    return fail_limit(ErrorCode::kQuotaExceeded, "too many direct uploads are not completed", deps.limits.max_drafts,
                      open + 1);
  return catalog::insert_draft(session, draft);
}

}  // namespace

Result<DraftedImage> draft_image(Deps& deps, const access::Principal& principal, const DraftRequest& given) {
  DraftRequest request = given;
  request.description = TRY(checked_texts(std::move(request.description), deps.clock.now()));
  TRY_VOID(check_announced(deps, request));
  const Draft draft = new_draft(deps, principal, request);
  const blobs::UploadPermit permit{.content_type = std::string(content_type(request.format)),
                                   .min_bytes = request.bytes.value_or(1),
                                   .max_bytes = request.bytes.value_or(deps.limits.max_upload_bytes),
                                   .until = draft.expires_at};
  blobs::PostForm form = TRY(deps.blobs.permit_upload(draft.tenant, blobs::draft_name(draft.id), permit));
  TRY_VOID(deps.database.write(sql::Durability::kAcknowledged,
                               [&](sql::Session& session) { return insert_within_quota(deps, session, draft); }));
  return DraftedImage{draft, std::move(form), permit.max_bytes};
}

Result<UploadRequest> described_upload(const Draft& draft) {
  const json::value parsed = json::parse(draft.description);
  const json::object& o = parsed.as_object();
  UploadRequest request{.name = text_of(o.at("name")),
                        .tags = json::value_to<std::vector<std::string>>(o.at("tags")),
                        .metadata = text_of(o.at("metadata")),
                        .draft = draft.id};
  if (!o.at("album").is_null()) request.album = text_of(o.at("album"));
  const auto visibility = visibility_from(text_of(o.at("visibility")));
  if (!visibility) return fail(ErrorCode::kInternal, "the catalog holds what cannot be read", "a draft's visibility");
  request.visibility = *visibility;
  if (!o.at("expires_at").is_null()) request.expires_at = TRY(parse_rfc3339(text_of(o.at("expires_at"))));
  return request;
}

}  // namespace pictor::app
