#include "app/change_image.h"

#include "access/permission.h"
#include "app/deletions.h"
#include "app/image_texts.h"
#include "catalog/images.h"
#include "observe/log.h"

namespace pictor::app {
namespace {

Result<Image> find_own(sql::Session& session, const access::Principal& principal, const ImageId& id) {
  Image image = TRY(catalog::find_image(session, principal.tenant, id));
  TRY_VOID(access::require_owner(principal, image.owner));
  return image;
}

Result<ImagePatch> checked(ImagePatch patch, Time now) {
  if (patch.name) {
    patch.name = TRY(checked_name(std::move(*patch.name)));
    if (patch.name->empty()) return fail_parameter("name", "the name is empty");
  }
  if (patch.tags) patch.tags = TRY(checked_tags(*patch.tags));
  if (patch.album && *patch.album) patch.album = TRY(checked_album(std::move(**patch.album)));
  if (patch.metadata) patch.metadata = TRY(checked_metadata(*patch.metadata));
  if (patch.expires_at && *patch.expires_at && **patch.expires_at <= now)
    return fail_parameter("expires_at", "expires_at is in the past");
  if (patch.focus && *patch.focus) {
    const FocalPoint& f = **patch.focus;
    if (!(f.x >= 0 && f.x <= 1 && f.y >= 0 && f.y <= 1))
      return fail_parameter("focus", "a focal point is x and y from 0 to 1");
  }
  return patch;
}

void apply(const ImagePatch& patch, Image& image) {
  if (patch.name) image.name = *patch.name;
  if (patch.tags) image.tags = *patch.tags;
  if (patch.album) image.album = *patch.album;
  if (patch.visibility) image.visibility = *patch.visibility;
  if (patch.expires_at) image.expires_at = *patch.expires_at;
  if (patch.metadata) image.metadata = *patch.metadata;
  if (patch.focus) image.focus = *patch.focus;
}

/// What the edge must forget of an image that becomes another: a picture that is not public any more is never served
/// again, a new crop may come a moment later.
Result<void> purge_changed(const Deps& deps, sql::Session& session, const Image& before, const Image& after) {
  if (before.visibility == after.visibility && before.focus == after.focus) return {};
  const bool hidden = after.visibility == Visibility::kPrivate;
  const auto staleness = hidden ? cdn::Staleness::kNever : cdn::Staleness::kWhileRefetched;
  return deps.edge_purges.add(session, cdn::purge_image(after.tenant, after.id, staleness), after.updated_at);
}

/// Files of a purged image: their removal is in the journal, so a store that is down now costs only time.
void remove_files_now(Deps& deps) {
  if (auto done = run_deletions(deps); !done) observe::log_error("deletion.postponed", done.error());
}

}  // namespace

Result<ImageDetails> update_image(Deps& deps, const access::Principal& principal, const ImageId& id,
                                  const ImagePatch& given) {
  Time now = deps.clock.now();
  ImagePatch patch = TRY(checked(given, now));
  auto changed =
      deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<ImageDetails> {
        const Image before = TRY(find_own(session, principal, id));
        if (before.deleted_at) return fail(ErrorCode::kGone, "the image is in the trash");
        Image image = before;
        apply(patch, image);
        image.updated_at = now;
        TRY_VOID(purge_changed(deps, session, before, image));
        TRY_VOID(catalog::update_image(session, image));
        return catalog::find_details(session, principal.tenant, id);
      });
  deps.wake_edge();
  return changed;
}

Result<void> delete_image(Deps& deps, const access::Principal& principal, const ImageId& id, Purge purge) {
  Time now = deps.clock.now();
  TRY_VOID(deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<void> {
    Image image = TRY(find_own(session, principal, id));
    if (purge == Purge::kYes) return purge_rows(deps, session, image, now);
    if (image.deleted_at) return {};
    TRY_VOID(deps.edge_purges.add(session, cdn::purge_image(image.tenant, id, cdn::Staleness::kNever), now));
    image.deleted_at = image.updated_at = now;
    return catalog::update_image(session, image);
  }));
  deps.wake_edge();
  if (purge == Purge::kNo) return {};
  deps.cancel_in_worker(id);
  deps.events.notify(id);
  remove_files_now(deps);
  return {};
}

Result<ImageDetails> restore_image(Deps& deps, const access::Principal& principal, const ImageId& id) {
  return deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<ImageDetails> {
    Image image = TRY(find_own(session, principal, id));
    if (!image.deleted_at) return fail(ErrorCode::kConflict, "the image is not in the trash");
    image.deleted_at.reset();
    image.updated_at = deps.clock.now();
    TRY_VOID(catalog::update_image(session, image));
    return catalog::find_details(session, principal.tenant, id);
  });
}

}  // namespace pictor::app
