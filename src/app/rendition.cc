#include "app/rendition.h"

#include <algorithm>

#include "app/render_flights.h"
#include "app/rendition_budget.h"
#include "app/upgrade_rendition.h"
#include "catalog/images.h"
#include "jobs/queue.h"
#include "policy/predicted_work.h"

namespace pictor::app {
namespace {

/// The one picture of a rendering, still in the memory it was made in.
class RenderedBlob final : public blobs::Blob {
 public:
  explicit RenderedBlob(codec::SealedOutput output) : output_(std::move(output)) {}
  std::int64_t size() const override { return static_cast<std::int64_t>(output_.bytes().size()); }
  Result<std::size_t> read_at(std::int64_t offset, std::span<std::uint8_t> out) const override {
    Bytes rest = output_.bytes().subspan(std::min(static_cast<std::size_t>(offset), output_.bytes().size()));
    std::size_t count = std::min(rest.size(), out.size());
    std::copy_n(rest.begin(), count, out.begin());
    return count;
  }
  std::optional<Bytes> in_memory() const override { return output_.bytes(); }
  Result<int> local_fd() override { return output_.fd(); }

 private:
  codec::SealedOutput output_;
};

Result<bool> has_room(Deps& deps, const Image& image) {
  std::int64_t count = TRY(deps.database.read(
      [&](sql::Session& session) { return catalog::count_renditions(session, image.tenant, image.id); }));
  return count < deps.limits.max_renditions_per_image;
}

enum class Kept { kAlone, kWithUpgrade, kNotNeeded };

/// Keeps the row, and with it the job that will upgrade it: in one transaction, so that there is one for each.
Result<Kept> insert_row(Deps& deps, sql::Session& session, const Image& image, const RenditionOrder& order,
                        const ImageThumbnail& facts) {
  const auto is_there = [&](const std::string& name) {
    return catalog::find_rendition(session, image.tenant, image.id, image.version, name);
  };
  TRY(catalog::find_image(session, image.tenant, image.id));
  const auto upgrade = policy::upgrade_of(order.spec);
  if (upgrade && TRY(is_there(policy::spec_hash(*upgrade)))) return Kept::kNotNeeded;
  const bool known = TRY(is_there(facts.spec)).has_value();
  TRY_VOID(catalog::put_rendition(session, image.tenant, image.id, image.version, facts, deps.clock.now()));
  if (upgrade && !known) TRY_VOID(jobs::enqueue(session, make_upgrade_job(deps, image, order)));
  return upgrade ? Kept::kWithUpgrade : Kept::kAlone;
}

/// Answers whether the rendition will be upgraded.
Result<bool> keep_rendition(Deps& deps, const Image& image, const RenditionOrder& order, const ImageThumbnail& facts,
                            Bytes bytes) {
  std::vector<blobs::NewBlob> blob{{blobs::rendition_name(image.id, image.version, facts.spec, facts.format), bytes}};
  TRY_VOID(deps.blobs.publish_all(image.tenant, blob));
  auto kept = deps.database.write(
      sql::Durability::kRelaxed, [&](sql::Session& session) { return insert_row(deps, session, image, order, facts); });
  // The image was purged, or the rendition upgraded, while it was made: nothing else would ever remove the blob.
  if (!kept || *kept == Kept::kNotNeeded) TRY_VOID(deps.blobs.remove(image.tenant, std::vector{blob.front().name}));
  if (!kept) return std::unexpected(kept.error());
  if (*kept != Kept::kNotNeeded) deps.rendition_budget.kept(facts.bytes);
  if (*kept == Kept::kWithUpgrade) deps.wake_worker();
  return *kept != Kept::kAlone;
}

Result<std::optional<Rendition>> stored_rendition(Deps& deps, const Image& image, const std::string& spec) {
  auto kept = TRY(deps.database.read([&](sql::Session& session) {
    return catalog::find_rendition(session, image.tenant, image.id, image.version, spec);
  }));
  if (!kept) return std::optional<Rendition>{};
  auto blob = deps.blobs.open(image.tenant, blobs::rendition_name(image.id, image.version, spec, kept->facts.format));
  if (blob) {
    deps.rendition_budget.used({image.tenant, image.id, image.version, spec}, kept->used_at);
    return Rendition{std::move(kept->facts), std::move(*blob)};
  }
  // Derived pictures can be made again; only a store that does not answer is an error.
  if (blob.error().code == ErrorCode::kNotFound) return std::optional<Rendition>{};
  return std::unexpected(blob.error());
}

}  // namespace

Result<codec::Rendered> render_one(Deps& deps, const Image& image, const RenditionOrder& order, codec::Lane lane,
                                   Deadline deadline, CancelToken cancel) {
  auto original = TRY(deps.blobs.open(image.tenant, blobs::original_name(image.sha256)));
  codec::RenderInputs inputs(codec::Input{.fd = TRY(original->local_fd()), .bytes = original->size()});
  std::unique_ptr<blobs::Blob> watermark;
  if (order.watermark) {
    watermark = TRY(deps.blobs.open(image.tenant, blobs::original_name(order.watermark->sha256)));
    inputs.watermark = codec::Input{.fd = TRY(watermark->local_fd()), .bytes = watermark->size()};
  }
  image::Plan plan{.renditions = {order.spec}, .limits = deps.limits.image};
  return deps.codec.render(inputs, plan, {lane, image.tenant.str(), policy::predicted_work(image.facts, plan)},
                           std::min(deadline, std::chrono::steady_clock::now() + deps.limits.render_deadline),
                           std::move(cancel), [](double) {});
}

ImageThumbnail facts_of(const std::string& spec, const image::RenditionOutcome& made) {
  return {{}, spec, made.format, made.width, made.height, made.frames, made.quality, made.bytes};
}

namespace {

Result<Rendition> make_rendition(Deps& deps, const Image& image, const RenditionOrder& order, Keep keep,
                                 codec::Lane lane, Deadline deadline, CancelToken cancel) {
  codec::Rendered rendered = TRY(render_one(deps, image, order, lane, deadline, std::move(cancel)));
  const image::RenditionOutcome& made = rendered.outcome.renditions.at(0);
  ImageThumbnail facts = facts_of(policy::spec_hash(order.spec), made);
  bool room = keep == Keep::kAlways ? true : TRY(has_room(deps, image));
  bool provisional = room ? TRY(keep_rendition(deps, image, order, facts, rendered.bytes_of(made))) : false;
  return Rendition{std::move(facts), std::make_shared<RenderedBlob>(std::move(rendered.output)), provisional};
}

/// The stored rendition, or rather its upgrade.
Result<std::optional<Rendition>> find_stored(Deps& deps, const Image& image, const image::RenditionSpec& spec) {
  const auto upgrade = policy::upgrade_of(spec);
  if (upgrade)
    if (auto final = TRY(stored_rendition(deps, image, policy::spec_hash(*upgrade)))) return final;
  auto stored = TRY(stored_rendition(deps, image, policy::spec_hash(spec)));
  if (stored) stored->provisional = upgrade.has_value();
  return stored;
}

/// What is rendered once for all who want it now.
std::string flight_key(const Image& image, const std::string& name, Keep keep) {
  return image.tenant.str() + "/" + image.id.str() + "/" + image.version.str() + "/" + name +
         (keep == Keep::kAlways ? "/kept" : "");
}

}  // namespace

Result<Rendition> obtain_rendition(Deps& deps, const Image& image, const RenditionOrder& order, Keep keep,
                                   codec::Lane lane, Deadline deadline, CancelToken cancel) {
  if (auto stored = TRY(find_stored(deps, image, order.spec))) return *std::move(stored);
  // Not the request's own deadline: others may wait for the same picture.
  return deps.flights.join(flight_key(image, policy::spec_hash(order.spec), keep), deadline, cancel,
                           [&](CancelToken token) -> Result<Rendition> {
                             // One that has landed since we looked.
                             if (auto stored = TRY(find_stored(deps, image, order.spec))) return *std::move(stored);
                             return make_rendition(deps, image, order, keep, lane, Deadline::max(), std::move(token));
                           });
}

}  // namespace pictor::app
