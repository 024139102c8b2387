#include "app/upload_image.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "app/deletions.h"
#include "app/image_texts.h"
#include "app/process_image.h"
#include "app/publish_original.h"
#include "catalog/drafts.h"
#include "catalog/idempotency.h"
#include "catalog/images.h"
#include "catalog/tenants.h"
#include "digest/sha256.h"
#include "image/probe.h"
#include "jobs/queue.h"
#include "observe/metrics.h"

namespace pictor::app {
namespace {

constexpr std::size_t kIdempotencyKeyBytes = 255;

/// What makes two uploads the same for an idempotency key: the bytes and all that came with them.
std::string fingerprint(const UploadRequest& request, const Sha256Hex& sha256) {
  digest::Sha256 hash;
  // Lengths keep neighbouring texts apart.
  auto add = [&](std::string_view text) {
    hash.update(as_bytes(std::to_string(text.size()) + ":"));
    hash.update(as_bytes(text));
  };
  add(sha256.str());
  add(request.name);
  for (const std::string& tag : request.tags) add(tag);
  add(request.album.value_or(""));
  add(to_string(request.visibility));
  add(request.expires_at ? format_rfc3339(*request.expires_at) : "");
  add(request.metadata);
  return to_hex(hash.finish());
}

/// The image that the draft has become; nullopt while it is open. Errors: kNotFound.
Result<std::optional<ImageId>> earlier_completion(sql::Session& session, const TenantId& tenant, const ImageId& id) {
  const auto draft = TRY(catalog::find_draft(session, tenant, id));
  if (!draft) return fail(ErrorCode::kNotFound, "no such image");
  return draft->completed_at ? std::optional(id) : std::nullopt;
}

/// The image that an earlier use of the key or of the draft made; nullopt when there was none. Errors: kConflict for
/// other content, kNotFound when there is no such draft.
Result<std::optional<ImageId>> earlier_use(sql::Session& session, const access::Principal& principal,
                                           const UploadRequest& request, const std::string& print) {
  if (request.draft) return earlier_completion(session, principal.tenant, *request.draft);
  if (!request.idempotency_key) return std::optional<ImageId>{};
  auto record = TRY(catalog::find_idempotency(session, principal.tenant, principal.subject, *request.idempotency_key));
  if (!record) return std::optional<ImageId>{};
  if (record->fingerprint != print)
    return fail(ErrorCode::kConflict, "the idempotency key was used for another upload");
  return std::optional(record->image);
}

Image new_image(Deps& deps, const access::Principal& principal, const UploadRequest& request, const ImageFacts& facts,
                const blobs::StagedFile& file) {
  Time now = deps.clock.now();
  Image image;
  image.id = request.draft ? *request.draft : new_image_id(now, deps.random);
  image.tenant = principal.tenant;
  image.owner = principal.subject;
  image.name = request.name.empty() ? image.id.str() + "." + std::string(file_extension(facts.format)) : request.name;
  image.facts = facts;
  image.bytes = file.size();
  image.sha256 = file.sha256();
  image.version = version_of(file.sha256());
  image.visibility = request.visibility;
  image.tags = request.tags;
  image.album = request.album;
  image.metadata = request.metadata;
  image.created_at = image.updated_at = now;
  image.expires_at = request.expires_at;
  return image;
}

Result<void> require_tenant(sql::Session& session, const TenantId& tenant) {
  bool exists = TRY(catalog::tenant_exists(session, tenant));
  if (!exists) return fail(ErrorCode::kUnauthenticated, "the tenant of the token does not exist");
  return {};
}

}  // namespace

Result<UploadRequest> checked_texts(UploadRequest request, Time now) {
  request.name = TRY(checked_name(std::move(request.name)));
  request.tags = TRY(checked_tags(request.tags));
  if (request.album) request.album = TRY(checked_album(std::move(*request.album)));
  request.metadata = request.metadata.empty() ? "{}" : TRY(checked_metadata(request.metadata));
  if (request.expires_at && *request.expires_at <= now)
    return fail_parameter("expires_at", "expires_at is in the past");
  if (request.idempotency_key &&
      (request.idempotency_key->empty() || request.idempotency_key->size() > kIdempotencyKeyBytes))
    return fail_parameter("Idempotency-Key", "an idempotency key is 1 to 255 bytes");
  return request;
}

Result<void> judge_head(Bytes head, const FormatSet& inputs) {
  const std::optional<Format> format = image::sniff_format(head);
  if (format && inputs.contains(*format)) return {};
  return fail(ErrorCode::kUnsupportedType, "not an image of a supported type: " + spoken(inputs));
}

Result<Uploaded> upload_image(Deps& deps, const access::Principal& principal, const UploadRequest& given,
                              blobs::StagedFile file) {
  UploadRequest request = TRY(checked_texts(given, deps.clock.now()));
  std::array<std::uint8_t, 64> head{};
  ssize_t head_bytes = ::pread(file.fd(), head.data(), head.size(), 0);
  TRY_VOID(judge_head(Bytes(head).first(static_cast<std::size_t>(std::max<ssize_t>(head_bytes, 0))),
                      deps.limits.image.inputs));
  Deadline probe_deadline = std::chrono::steady_clock::now() + deps.limits.probe_deadline;
  ImageFacts facts = TRY(deps.codec.probe({.fd = file.fd(), .bytes = file.size()}, deps.limits.image, probe_deadline));

  std::string print = fingerprint(request, file.sha256());
  auto replayed = TRY(deps.database.read([&](sql::Session& session) -> Result<std::optional<ImageDetails>> {
    TRY_VOID(require_tenant(session, principal.tenant));
    auto earlier = TRY(earlier_use(session, principal, request, print));
    if (!earlier) return std::optional<ImageDetails>{};
    return std::optional(TRY(catalog::find_details(session, principal.tenant, *earlier)));
  }));
  if (replayed) return Uploaded{.details = std::move(*replayed), .replayed = true};

  Image image = new_image(deps, principal, request, facts, file);
  std::optional<ImageDetails> raced;
  auto commit = [&](sql::Session& session) -> Result<void> {
    // Asked again inside the transaction: another request with the same key or draft may have won since.
    if (auto earlier = TRY(earlier_use(session, principal, request, print))) {
      raced = TRY(catalog::find_details(session, principal.tenant, *earlier));
      return {};
    }
    TRY_VOID(require_tenant(session, principal.tenant));
    TRY_VOID(catalog::insert_image(session, image));
    if (request.draft) TRY_VOID(catalog::complete_draft(session, image.tenant, image.id, image.created_at));
    if (request.idempotency_key)
      TRY_VOID(catalog::insert_idempotency(
          session, image.tenant, {*request.idempotency_key, principal.subject, print, image.id, image.created_at}));
    return jobs::enqueue(session, make_processing_job(deps, image));
  };
  TRY_VOID(publish_original(deps, principal.tenant, file, commit));
  if (raced) return Uploaded{.details = std::move(*raced), .replayed = true};
  deps.wake_worker();
  observe::count("pictor_images_stored_bytes_total", {}, static_cast<double>(image.bytes));
  return Uploaded{.details = {.image = std::move(image)}};
}

Result<ImageDetails> settle_upload(Deps& deps, const TenantId& tenant, const ImageId& id) {
  ImageDetails details =
      TRY(deps.database.read([&](sql::Session& session) { return catalog::find_details(session, tenant, id); }));
  if (details.image.status != ImageStatus::kFailed) return details;
  TRY_VOID(deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
    return purge_rows(deps, session, details.image, deps.clock.now());
  }));
  TRY(run_deletions(deps));
  return fail(error_code_from(details.image.error_code).value_or(ErrorCode::kUnprocessable),
              details.image.error_message);
}

}  // namespace pictor::app
