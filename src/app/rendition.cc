#include "app/rendition.h"

#include <algorithm>

#include "catalog/images.h"

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
  Result<int> local_fd() override { return output_.fd(); }

 private:
  codec::SealedOutput output_;
};

Result<codec::Rendered> render_one(Deps& deps, const Image& image, const image::RenditionSpec& spec, codec::Lane lane,
                                   Deadline deadline, CancelToken cancel) {
  auto original = TRY(deps.blobs.open(image.tenant, blobs::original_name(image.sha256)));
  int fd = TRY(original->local_fd());
  image::Plan plan{.renditions = {spec}, .limits = deps.limits.image};
  return deps.codec.render({.fd = fd, .bytes = original->size()}, plan, lane,
                           std::min(deadline, std::chrono::steady_clock::now() + deps.limits.render_deadline),
                           std::move(cancel), [](double) {});
}

Result<bool> has_room(Deps& deps, const Image& image) {
  std::int64_t count = TRY(deps.database.read(
      [&](sql::Session& session) { return catalog::count_renditions(session, image.tenant, image.id); }));
  return count < deps.limits.max_renditions_per_image;
}

Result<void> keep_rendition(Deps& deps, const Image& image, const ImageThumbnail& facts, Bytes bytes) {
  std::vector<blobs::NewBlob> blob{{blobs::rendition_name(image.id, image.version, facts.spec, facts.format), bytes}};
  TRY_VOID(deps.blobs.publish_all(image.tenant, blob));
  auto kept = deps.database.write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<void> {
    TRY(catalog::find_image(session, image.tenant, image.id));
    return catalog::put_rendition(session, image.tenant, image.id, image.version, facts, deps.clock.now());
  });
  if (kept) return {};
  // The image was purged while its rendition was made: nothing else would ever remove the blob.
  TRY_VOID(deps.blobs.remove(image.tenant, std::vector{blob.front().name}));
  return kept;
}

Result<std::optional<Rendition>> stored_rendition(Deps& deps, const Image& image, const std::string& spec) {
  auto facts = TRY(deps.database.read([&](sql::Session& session) {
    return catalog::find_rendition(session, image.tenant, image.id, image.version, spec);
  }));
  if (!facts) return std::optional<Rendition>{};
  auto blob = deps.blobs.open(image.tenant, blobs::rendition_name(image.id, image.version, spec, facts->format));
  if (blob) return Rendition{*facts, std::move(*blob)};
  // Derived pictures can be made again; only a store that does not answer is an error.
  if (blob.error().code == ErrorCode::kNotFound) return std::optional<Rendition>{};
  return std::unexpected(blob.error());
}

}  // namespace

Result<Rendition> obtain_rendition(Deps& deps, const Image& image, const image::RenditionSpec& spec, Keep keep,
                                   codec::Lane lane, Deadline deadline, CancelToken cancel) {
  std::string name = policy::spec_hash(spec);
  if (auto stored = TRY(stored_rendition(deps, image, name))) return std::move(*stored);
  codec::Rendered rendered = TRY(render_one(deps, image, spec, lane, deadline, std::move(cancel)));
  const image::RenditionOutcome& made = rendered.outcome.renditions.at(0);
  ImageThumbnail facts{{}, name, made.format, made.width, made.height, made.frames, made.quality, made.bytes};
  bool room = keep == Keep::kAlways ? true : TRY(has_room(deps, image));
  if (room) TRY_VOID(keep_rendition(deps, image, facts, rendered.bytes_of(made)));
  return Rendition{std::move(facts), std::make_shared<RenderedBlob>(std::move(rendered.output))};
}

}  // namespace pictor::app
