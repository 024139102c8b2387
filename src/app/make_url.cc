#include "app/make_url.h"

#include "access/permission.h"
#include "app/presets.h"
#include "app/read_image.h"
#include "app/signing_keys.h"
#include "app/watermark.h"
#include "delivery/delivery_path.h"

namespace pictor::app {
namespace {

using delivery::Picture;
using std::chrono::seconds;

/// Those that are asked for, else all that the preset may follow, where they change something of the picture.
delivery::HintSet followed_hints(const delivery::Transform& preset, delivery::Transform additions) {
  if (additions.hints.any()) return additions.hints;
  additions.hints = preset.hints;
  return delivery::with_additions(preset, additions) ? preset.hints : delivery::HintSet{};
}

/// The same picture, with everything named that could change.
Result<Picture> pinned(Deps& deps, const Image& image, Picture picture) {
  delivery::Transform transform = picture.transform;
  if (picture.preset) {
    NamedTransform named = TRY(deps.database.read(
        [&](sql::Session& session) { return find_named_transform(session, image.tenant, *picture.preset); }));
    picture.transform.hints = followed_hints(named.transform, picture.transform);
    transform = TRY(delivery::with_additions(std::move(named.transform), picture.transform));
    picture.preset = delivery::PresetReference{named.pinned.name, named.pinned.version};
  }
  TRY_VOID(check_output(deps.renditions, transform.format));
  TRY(find_watermark(deps, image.tenant, transform.watermark));
  if (delivery::follows_the_focus(transform))
    picture.transform.focus = delivery::rounded(image.focus.value_or(FocalPoint{}));
  return picture;
}

/// The tenant's first key is made when the first URL is.
Result<SigningKey> signing_key(Deps& deps, const TenantId& tenant) {
  const auto find = [&](sql::Session& session) { return current_signing_key(session, tenant); };
  if (auto key = TRY(deps.database.read(find))) return *std::move(key);
  return deps.database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<SigningKey> {
    if (auto key = TRY(find(session))) return *std::move(key);  // another request made it meanwhile
    return add_signing_key(session, tenant, deps.clock.now(), deps.random);
  });
}

/// nullopt: for ever.
Result<std::optional<seconds>> life_of(const access::Principal& principal, const Image& image,
                                       const UrlRequest& request) {
  const bool may_keep = access::is_allowed(principal, access::Permission::kUpload);
  const bool asks_for_long = request.forever || (request.expires_in && *request.expires_in > kUsualUrlLife);
  if (!may_keep && asks_for_long)
    return fail(ErrorCode::kForbidden,
                "a viewer's URLs are valid for a day at most: this needs the role editor or admin");
  if (request.forever) return std::nullopt;
  if (request.expires_in) return request.expires_in;
  const bool open = image.visibility == Visibility::kPublic && may_keep;
  return open ? std::nullopt : std::optional(kUsualUrlLife);
}

}  // namespace

Result<DeliveryUrl> make_delivery_url(Deps& deps, const access::Principal& principal, const ImageId& id,
                                      const UrlRequest& request) {
  const Image image = TRY(get_image(deps, principal.tenant, id)).image;
  TRY_VOID(require_readable(image));
  const Picture picture = TRY(pinned(deps, image, request.picture));
  std::string path = delivery::delivery_path(image.tenant, image.id, image.version, delivery::to_text(picture));
  const bool open = image.visibility == Visibility::kPublic && delivery::needs_no_signature(picture) &&
                    (!picture.transform.focus || !request.picture.transform.focus) &&
                    !request.picture.transform.hints.any();
  if (open && !request.expires_in) return DeliveryUrl{std::move(path), std::nullopt};
  const auto life = TRY(life_of(principal, image, request));
  const auto now = std::chrono::floor<seconds>(deps.clock.now());
  const auto expires = life ? std::optional(now + *life) : std::nullopt;
  const SigningKey key = TRY(signing_key(deps, image.tenant));
  const auto number = expires ? std::optional<std::int64_t>(expires->time_since_epoch().count()) : std::nullopt;
  return DeliveryUrl{delivery::signed_path(path, key, number), expires};
}

}  // namespace pictor::app
