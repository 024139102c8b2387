#include "app/complete_draft.h"

#include <algorithm>
#include <array>

#include "access/permission.h"
#include "app/draft_image.h"
#include "app/staged_copy.h"
#include "catalog/drafts.h"
#include "catalog/images.h"
#include "image/probe.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace pictor::app {
namespace {

constexpr int kBatch = 200;

/// What an id stands for: an image that is there, or a draft of one.
struct Standing {
  std::optional<ImageDetails> image;
  std::optional<Draft> draft;
};

Result<Standing> find_standing(sql::Session& session, const access::Principal& principal, const ImageId& id) {
  auto details = catalog::find_details(session, principal.tenant, id);
  if (details) {
    TRY_VOID(access::require_owner(principal, details->image.owner));
    return Standing{.image = std::move(*details)};
  }
  if (details.error().code != ErrorCode::kNotFound) return std::unexpected(details.error());
  auto draft = TRY(catalog::find_draft(session, principal.tenant, id));
  // One that was completed has become an image, which has been removed since.
  if (!draft || draft->completed_at) return std::unexpected(details.error());
  TRY_VOID(access::require_owner(principal, draft->owner));
  return Standing{.draft = std::move(draft)};
}

std::unexpected<Error> not_as_announced(ErrorCode code, std::string field, std::string message) {
  return std::unexpected(Error{.code = code, .message = std::move(message), .field = std::move(field)});
}

Result<void> judge_size(const Deps& deps, const Draft& draft, std::int64_t bytes) {
  const std::int64_t most = deps.limits.max_upload_bytes;
  if (bytes > most) return fail_limit(ErrorCode::kTooLarge, "the file is too large", most, bytes);
  if (!draft.bytes || *draft.bytes == bytes) return {};
  return fail_limit(ErrorCode::kUnprocessable, "the file is not of the size that was announced", *draft.bytes, bytes);
}

/// Before the rest of it is fetched.
Result<void> judge_type(const Deps& deps, const Draft& draft, const blobs::Blob& blob) {
  std::array<std::uint8_t, 64> bytes{};
  const Bytes head = Bytes(bytes).first(TRY(blob.read_at(0, bytes)));
  TRY_VOID(judge_head(head, deps.limits.image.inputs));
  if (image::sniff_format(head) == draft.format) return {};
  return not_as_announced(ErrorCode::kUnsupportedType, "content_type",
                          "the file is not " + std::string(content_type(draft.format)) + " as was announced");
}

Result<Uploaded> promote(Deps& deps, const Draft& draft, const blobs::Blob& blob) {
  TRY_VOID(judge_size(deps, draft, blob.size()));
  TRY_VOID(judge_type(deps, draft, blob));
  blobs::StagedFile file = TRY(staged_copy(deps.staging, blob));
  if (draft.sha256 && *draft.sha256 != file.sha256())
    return not_as_announced(ErrorCode::kUnprocessable, "sha256", "the file has not the SHA-256 that was announced");
  const access::Principal owner{.tenant = draft.tenant, .subject = draft.owner, .roles = {}};
  return upload_image(deps, owner, TRY(described_upload(draft)), std::move(file));
}

/// Whether it is the file that is at fault, so that the same one would be refused again.
bool is_rejection(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidParameter:
    case ErrorCode::kTooLarge:
    case ErrorCode::kUnsupportedType:
    case ErrorCode::kCorruptImage:
    case ErrorCode::kTooManyPixels:
    case ErrorCode::kTooManyFrames:
    case ErrorCode::kUnprocessable:
      return true;
    default:
      return false;
  }
}

Uploaded replayed(ImageDetails details) { return {.details = std::move(details), .replayed = true}; }

/// What stays for now goes with the draft.
void remove_uploaded(Deps& deps, const Draft& draft) {
  if (auto removed = deps.blobs.remove(draft.tenant, std::vector{blobs::draft_name(draft.id)}); !removed)
    observe::log_error("draft.removal_postponed", removed.error(), {{"tenant", draft.tenant.str()}});
}

Result<std::vector<Draft>> ended_drafts(Deps& deps) {
  const Time before = deps.clock.now() - deps.limits.draft_grace;
  return deps.database.read([&](sql::Session& session) { return catalog::find_ended_drafts(session, before, kBatch); });
}

std::int64_t count_uncompleted(const std::vector<Draft>& drafts) {
  return std::ranges::count_if(drafts, [](const Draft& draft) { return !draft.completed_at; });
}

}  // namespace

Result<Uploaded> complete_draft(Deps& deps, const access::Principal& principal, const ImageId& id) {
  const auto look = [&](sql::Session& session) { return find_standing(session, principal, id); };
  Standing standing = TRY(deps.database.read(look));
  if (standing.image) return replayed(std::move(*standing.image));
  const Draft& draft = *standing.draft;
  const auto blob = deps.blobs.open(draft.tenant, blobs::draft_name(id));
  if (!blob && blob.error().code == ErrorCode::kNotFound) {
    // Another request may have completed it since we looked.
    Standing now = TRY(deps.database.read(look));
    if (now.image) return replayed(std::move(*now.image));
    return fail(ErrorCode::kConflict, "nothing has been uploaded for this image yet");
  }
  if (!blob) return std::unexpected(blob.error());
  Result<Uploaded> uploaded = promote(deps, draft, **blob);
  const bool rejected = !uploaded && is_rejection(uploaded.error().code);
  if (uploaded || rejected) {
    remove_uploaded(deps, draft);
    observe::count("pictor_direct_uploads_total", {{"outcome", rejected ? "rejected" : "completed"}});
  }
  return uploaded;
}

Result<std::int64_t> remove_ended_drafts(Deps& deps) {
  std::int64_t uncompleted = 0;
  while (true) {
    const std::vector<Draft> ended = TRY(ended_drafts(deps));
    for (const Draft& draft : ended) {
      // The blob first: nothing but the row knows of it.
      TRY_VOID(deps.blobs.remove(draft.tenant, std::vector{blobs::draft_name(draft.id)}));
      TRY_VOID(deps.database.write(sql::Durability::kRelaxed, [&](sql::Session& session) {
        return catalog::remove_draft(session, draft.tenant, draft.id);
      }));
    }
    uncompleted += count_uncompleted(ended);
    if (ended.size() < kBatch) return uncompleted;
  }
}

Result<std::int64_t> count_ended_drafts(Deps& deps) { return count_uncompleted(TRY(ended_drafts(deps))); }

}  // namespace pictor::app
