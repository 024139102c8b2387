#include "app/deliver_image.h"

#include <algorithm>

#include "app/presets.h"
#include "catalog/signing_keys.h"
#include "delivery/delivery_path.h"
#include "delivery/picture.h"

namespace pictor::app {
namespace {

using delivery::DeliveryPath;
using delivery::Permanence;
using delivery::Picture;

std::unexpected<Error> nothing_here() { return fail(ErrorCode::kNotFound, "no such image"); }

std::optional<Time> expiry_of(const DeliveryPath& path) {
  if (!path.signature || !path.signature->expires) return std::nullopt;
  return Time(std::chrono::seconds(*path.signature->expires));
}

/// An unknown key and a wrong signature are one answer, and cost the same. Answers when the key retires.
Result<std::optional<Time>> check_signature(Deps& deps, const DeliveryPath& path) {
  const auto key = TRY(deps.database.read(
      [&](sql::Session& session) { return catalog::find_signing_key(session, path.tenant, path.signature->key); }));
  const bool valid = key && is_valid(*key, deps.clock.now());
  const bool right = delivery::is_right(*path.signature, valid ? key->secret : std::string(), path.signed_text);
  if (!valid || !right) return fail(ErrorCode::kInvalidSignature, "the signature does not fit this URL");
  const auto expiry = expiry_of(path);
  if (expiry && deps.clock.now() >= *expiry) return fail(ErrorCode::kInvalidSignature, "the URL has expired");
  return key->retires_at;
}

struct Permitted {
  Picture picture;
  std::optional<Time> key_retires;
};

/// Of a URL without a signature everything but what needs none is refused alike, whether it can be read or not.
Result<Permitted> permitted_picture(Deps& deps, const DeliveryPath& path) {
  std::optional<Time> key_retires;
  if (path.signature) key_retires = TRY(check_signature(deps, path));
  auto picture = delivery::picture_from(path.picture);
  if (path.signature || (picture && delivery::needs_no_signature(*picture)))
    return Permitted{TRY(std::move(picture)), key_retires};
  return fail(ErrorCode::kInvalidSignature, "this picture needs a signature");
}

Result<ImageDetails> permitted_image(Deps& deps, const DeliveryPath& path) {
  ImageDetails details = TRY(get_image(deps, path.tenant, path.image));
  const Image& image = details.image;
  const bool readable = require_readable(image).has_value();
  if (!path.signature && (image.visibility != Visibility::kPublic || !readable)) return nothing_here();
  TRY_VOID(require_readable(image));
  const bool expired = image.expires_at && deps.clock.now() >= *image.expires_at;
  if (image.version != path.version || expired) return nothing_here();
  return details;
}

/// What is asked for, with its preset's transform in it.
struct Wanted {
  delivery::Transform transform;
  std::optional<NamedTransform> preset;
  policy::Saving saving = policy::Saving::kNo;
};

Result<Wanted> wanted_of(Deps& deps, const TenantId& tenant, const Picture& picture) {
  if (!picture.preset) return Wanted{picture.transform, {}};
  NamedTransform named = TRY(deps.database.read(
      [&](sql::Session& session) { return find_named_transform(session, tenant, *picture.preset); }));
  return Wanted{TRY(delivery::with_additions(named.transform, picture.transform)), std::move(named)};
}

/// Without a signature a preset follows the hints that its owner gave it, and no others: each multiplies the pictures
/// that anybody can have made.
bool may_follow_its_hints(const DeliveryPath& path, const Wanted& wanted) {
  return path.signature || !wanted.preset || wanted.transform.hints.is_within(wanted.preset->transform.hints);
}

Wanted for_client(Wanted wanted, const delivery::HintFields& fields) {
  const delivery::ClientHints hints = delivery::client_hints(wanted.transform.hints, fields);
  wanted.transform = delivery::for_client(std::move(wanted.transform), hints);
  if (hints.save_data) wanted.saving = policy::Saving::kYes;
  return wanted;
}

/// Without a signature the focus in the URL is the image's own, which pins it: no other is made.
bool is_own_focus(const Picture& picture, const Image& image) {
  return !picture.transform.focus || *picture.transform.focus == delivery::rounded(image.focus.value_or(FocalPoint{}));
}

/// Whether it is the picture itself, in whatever format: what the optimized version answers once there is one.
bool is_whole(delivery::Transform transform) {
  transform.format.reset();
  if (transform.quality == Quality{}) transform.quality.reset();
  return transform == delivery::Transform{};
}

/// The format is settled here: nothing below looks at Accept.
RenditionRequest to_request(Deps& deps, const ImageDetails& details, const Wanted& wanted,
                            delivery::AcceptToken token) {
  RenditionRequest request{.transform = wanted.transform, .saving = wanted.saving};
  const bool saving = wanted.saving == policy::Saving::kYes;
  if (wanted.preset && wanted.preset->built_in && wanted.transform.dpr == 1 && !saving) {
    request.preset = wanted.preset->pinned.name;
    request.transform = {.format = wanted.transform.format};
  }
  const bool optimized = !request.preset && wanted.transform == delivery::Transform{};
  if (optimized && !saving && details.optimization && delivery::shows(token, details.optimization->format))
    return request;
  // Who saves bytes gets no more pixels than all others.
  const bool bounded = optimized || (saving && is_whole(wanted.transform));
  if (bounded && deps.renditions.optimized_max_side > 0)
    request.transform.width = request.transform.height = deps.renditions.optimized_max_side;
  if (!request.transform.format) request.transform.format = delivery::format_for(token, details.image.facts);
  return request;
}

Permanence permanence_of(const Picture& picture, const Wanted& wanted, const ImageDetails& details,
                         const Content& content) {
  const bool newest_preset = picture.preset && !picture.preset->version;
  const bool unfinished = !wanted.preset && is_whole(wanted.transform) && !details.optimization;
  const bool changes = content.provisional || newest_preset || unfinished || wanted.transform.watermark ||
                       delivery::follows_the_focus(wanted.transform);
  return changes ? Permanence::kForNow : Permanence::kForEver;
}

/// A watermark's changes change the picture as well.
std::vector<delivery::CacheTag> tags_of(const DeliveryPath& path, const Wanted& wanted) {
  auto tags = delivery::cache_tags(path.tenant, path.image,
                                   wanted.preset ? std::optional(wanted.preset->pinned) : std::nullopt);
  if (wanted.transform.watermark) tags.push_back(delivery::image_tag(*wanted.transform.watermark));
  return tags;
}

std::string preset_text(const Wanted& wanted) {
  if (!wanted.preset) return {};
  const delivery::PresetVersion& pinned = wanted.preset->pinned;
  return pinned.name + "@" + std::to_string(pinned.version);
}

std::optional<Time> earlier(std::optional<Time> a, std::optional<Time> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

}  // namespace

Result<Delivered> deliver_image(Deps& deps, std::string_view path, const DeliveryClient& client, Deadline deadline,
                                CancelToken cancel) {
  const DeliveryPath url = TRY(delivery::delivery_path_from(path));
  const auto [picture, key_retires] = TRY(permitted_picture(deps, url));
  const ImageDetails details = TRY(permitted_image(deps, url));
  if (!url.signature && !is_own_focus(picture, details.image)) return nothing_here();
  const Wanted asked = TRY(wanted_of(deps, url.tenant, picture));
  if (!may_follow_its_hints(url, asked))
    return fail(ErrorCode::kInvalidSignature, "the preset does not follow these hints without a signature");
  const Wanted wanted = for_client(asked, client.hints);
  const RenditionRequest request = to_request(deps, details, wanted, delivery::accept_token(client.accept));
  Delivered delivered{.content = TRY(obtain_content(deps, details, request, deadline, std::move(cancel)))};
  Content& content = delivered.content;
  content.negotiated = !wanted.transform.format;
  // The name that the owner gave the file is not for everybody who has a URL.
  content.file_name = url.image.str() + "." + std::string(file_extension(content.format));
  content.tags = tags_of(url, wanted);
  delivered.permanence = permanence_of(picture, wanted, details, content);
  delivered.hints = asked.transform.hints;
  delivered.key_retires = key_retires;
  delivered.until = earlier(expiry_of(url), details.image.expires_at);
  content.preset = preset_text(wanted);
  return delivered;
}

}  // namespace pictor::app
