#include "app/upgrade_rendition.h"

#include <boost/json.hpp>

#include "app/forget_deliveries.h"
#include "app/memory_blob.h"
#include "app/watermark.h"
#include "catalog/images.h"
#include "jobs/queue.h"
#include "policy/operation_parameters.h"

namespace pictor::app {
namespace {

namespace json = boost::json;

/// How often longer an upgrade may take by the clock than what somebody waits for: its process stands back.
constexpr int kPatience = 10;

std::string to_payload(const Image& image, const RenditionOrder& order) {
  const image::RenditionSpec& spec = order.spec;
  json::object o{{"version", image.version.str()},
                 {"spec", policy::spec_hash(spec)},
                 {"box_width", spec.box_width},
                 {"box_height", spec.box_height},
                 {"fit", to_string(spec.fit)},
                 {"format", to_string(spec.format)},
                 {"quality", spec.quality},
                 {"animated", spec.animated},
                 {"focus_x", spec.focus.x},
                 {"focus_y", spec.focus.y},
                 {"operations", policy::operations_text(spec.operations)},
                 {"watermark", order.watermark ? order.watermark->id.str() : ""},
                 {"watermark_version", spec.operations.watermark.version}};
  if (spec.floor) o["floor"] = *spec.floor;
  return json::serialize(o);
}

struct Payload {
  VersionId version;
  std::string name;  ///< of the rendition to replace
  image::RenditionSpec spec;
  std::optional<ImageId> watermark;
};

/// nullopt when the payload does not say all of what the rendition was made by: another version of Pictor wrote it.
std::optional<Payload> from_payload(const std::string& text) {
  const json::value parsed = json::parse(text);
  const json::object& o = parsed.as_object();
  const auto integer = [&](std::string_view name) { return static_cast<int>(o.at(name).as_int64()); };
  Payload payload{VersionId(std::string(o.at("version").as_string())), std::string(o.at("spec").as_string()), {}, {}};
  const auto fit = fit_from(o.at("fit").as_string());
  const auto format = format_from(o.at("format").as_string());
  const json::value* written = o.if_contains("operations");
  if (!fit || !format || !written) return std::nullopt;
  const auto operations = policy::operations_from(written->as_string());
  if (!operations) return std::nullopt;
  payload.spec = {.box_width = integer("box_width"),
                  .box_height = integer("box_height"),
                  .fit = *fit,
                  .format = *format,
                  .quality = integer("quality"),
                  .effort = image::Effort::kFast,
                  .animated = o.at("animated").as_bool(),
                  .focus = {o.at("focus_x").to_number<double>(), o.at("focus_y").to_number<double>()},
                  .operations = *operations};
  if (const json::value* floor = o.if_contains("floor")) payload.spec.floor = floor->to_number<double>();
  payload.spec.operations.watermark.version = o.at("watermark_version").to_number<std::uint64_t>();
  const std::string watermark(o.at("watermark").as_string());
  if (!watermark.empty()) payload.watermark = ImageId(watermark);
  if (policy::spec_hash(payload.spec) != payload.name || !policy::upgrade_of(payload.spec)) return std::nullopt;
  return payload;
}

Result<void> finish(Deps& deps, const jobs::Lease& lease) {
  return deps.database.write(sql::Durability::kRelaxed,
                             [&](sql::Session& session) { return jobs::complete(session, lease, deps.clock.now()); });
}

/// The rows of the upgrade instead of those of what it replaces, provided that it is still wanted.
Result<void> commit_upgrade(Deps& deps, const Image& upgraded, const Payload& payload, const ImageThumbnail& facts,
                            const jobs::Lease& lease) {
  return deps.database.write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<void> {
    const Image image = TRY(catalog::find_image(session, upgraded.tenant, upgraded.id));
    if (image.version != payload.version) return fail(ErrorCode::kGone, "the image was replaced");
    TRY_VOID(catalog::put_rendition(session, image.tenant, image.id, payload.version, facts, deps.clock.now()));
    TRY_VOID(catalog::remove_rendition(session, image.tenant, image.id, payload.version, payload.name));
    return jobs::complete(session, lease, deps.clock.now());
  });
}

/// Publishes `bytes` as the upgrade, then removes what it replaces. A crash between the two leaves a blob without a
/// row, which the sweep finds.
Result<void> replace(Deps& deps, const Image& image, const Payload& payload, const ImageThumbnail& facts, Bytes bytes,
                     const jobs::Lease& lease) {
  std::vector<blobs::NewBlob> blob{{blobs::rendition_name(image.id, image.version, facts.spec, facts.format), bytes}};
  TRY_VOID(deps.blobs.publish_all(image.tenant, blob));
  auto committed = commit_upgrade(deps, image, payload, facts, lease);
  // An image that was deleted or replaced meanwhile wants none of this: nothing else would ever remove it.
  const bool unwanted =
      !committed && (committed.error().code == ErrorCode::kNotFound || committed.error().code == ErrorCode::kGone);
  if (unwanted) TRY_VOID(deps.blobs.remove(image.tenant, std::vector{blob.front().name}));
  if (!committed) return committed;
  forget_image(deps, image.id);
  return deps.blobs.remove(image.tenant,
                           std::vector{blobs::rendition_name(image.id, image.version, payload.name, facts.format)});
}

}  // namespace

ImageProcessingJob make_upgrade_job(Deps& deps, const Image& image, const RenditionOrder& order) {
  const Time now = deps.clock.now();
  return {.id = new_job_id(now, deps.random),
          .tenant = image.tenant,
          .image = image.id,
          .kind = JobKind::kUpgrade,
          .payload = to_payload(image, order),
          .run_after = now,
          .created_at = now,
          .updated_at = now};
}

Result<void> upgrade_rendition(Deps& deps, const jobs::JobContext& context) {
  const ImageProcessingJob& job = context.lease.job;
  const std::optional<Payload> payload = from_payload(job.payload);
  if (!payload) return finish(deps, context.lease);
  const Image image = TRY(
      deps.database.read([&](sql::Session& session) { return catalog::find_image(session, job.tenant, job.image); }));
  const auto kept = TRY(deps.database.read([&](sql::Session& session) {
    return catalog::find_rendition(session, job.tenant, job.image, payload->version, payload->name);
  }));
  if (image.version != payload->version || !kept) return finish(deps, context.lease);
  auto watermark = find_watermark(deps, job.tenant, payload->watermark);
  const bool gone =
      !watermark && (watermark.error().code == ErrorCode::kNotFound || watermark.error().code == ErrorCode::kConflict);
  if (!watermark && !gone) return std::unexpected(watermark.error());
  // Without its watermark nobody asks for this rendition any more.
  const std::uint64_t version = watermark && *watermark ? watermark_version(**watermark) : 0;
  if (gone || version != payload->spec.operations.watermark.version) return finish(deps, context.lease);
  const RenditionOrder order{policy::upgrade_of(payload->spec).value(), std::move(*watermark)};
  const Deadline deadline = std::chrono::steady_clock::now() + kPatience * deps.limits.render_deadline;
  const codec::Rendered rendered = TRY(render_one(deps, image, order, codec::Lane::kUpgrade, deadline, context.cancel));
  const image::RenditionOutcome& made = rendered.outcome.renditions.at(0);
  ImageThumbnail facts = facts_of(policy::spec_hash(order.spec), made);
  const ImageThumbnail& fast = kept->facts;
  if (made.bytes < fast.bytes) return replace(deps, image, *payload, facts, rendered.bytes_of(made), context.lease);
  const auto blob =
      TRY(deps.blobs.open(image.tenant, blobs::rendition_name(image.id, image.version, fast.spec, fast.format)));
  const std::vector<std::uint8_t> bytes = TRY(read_all(*blob));
  facts.bytes = fast.bytes;
  return replace(deps, image, *payload, facts, bytes, context.lease);
}

}  // namespace pictor::app
