#include "app/process_image.h"

#include <boost/json.hpp>

#include "app/forget_deliveries.h"
#include "catalog/images.h"
#include "observe/metrics.h"
#include "policy/predicted_work.h"

namespace pictor::app {
namespace {

/// What one rendering made, as rows and as blobs.
struct Products {
  std::vector<ImageThumbnail> thumbnails;
  std::optional<ImageOptimization> optimization;
  std::vector<blobs::NewBlob> blobs;
};

std::string candidates_json(const std::vector<image::OptimizeCandidate>& candidates) {
  boost::json::array list;
  for (const image::OptimizeCandidate& c : candidates) {
    boost::json::object tried{{"format", to_string(c.format)}, {"quality", c.quality}, {"score", c.score}};
    if (c.bytes > 0) tried["bytes"] = c.bytes;
    if (c.of_sample) tried["sample"] = true;
    list.push_back(std::move(tried));
  }
  return boost::json::serialize(list);
}

ImageOptimization to_optimization(const image::OptimizeOutcome& outcome, const std::string& spec, const Image& image) {
  const image::RenditionOutcome& r = outcome.rendition;
  return {.spec = spec,
          .format = r.format,
          .width = r.width,
          .height = r.height,
          .frames = r.frames,
          .quality = r.quality,
          .bytes = r.bytes,
          .original_bytes = image.bytes,
          .score = outcome.score,
          .metric = "ssimulacra2",
          .candidates = candidates_json(outcome.candidates),
          .stripped_copy = outcome.stripped_copy};
}

Products to_products(const Image& image, const image::Plan& plan, const codec::Rendered& rendered) {
  Products products;
  auto add_blob = [&](const std::string& spec, const image::RenditionOutcome& r) {
    products.blobs.push_back({blobs::rendition_name(image.id, image.version, spec, r.format), rendered.bytes_of(r)});
  };
  std::size_t next = 0;
  for (const policy::Preset& preset : policy::default_presets())
    for ([[maybe_unused]] Format format : policy::preset_formats(image.facts)) {
      const image::RenditionOutcome& r = rendered.outcome.renditions.at(next);
      std::string spec = policy::spec_hash(plan.renditions.at(next++));
      products.thumbnails.push_back({preset.name, spec, r.format, r.width, r.height, r.frames, r.quality, r.bytes});
      add_blob(spec, r);
    }
  if (rendered.outcome.optimized) {
    std::string spec = policy::spec_hash(*plan.optimize);
    products.optimization = to_optimization(*rendered.outcome.optimized, spec, image);
    add_blob(spec, rendered.outcome.optimized->rendition);
  }
  return products;
}

Result<codec::Rendered> render_all(Deps& deps, const Image& image, const image::Plan& plan,
                                   const jobs::JobContext& context) {
  auto original = TRY(deps.blobs.open(image.tenant, blobs::original_name(image.sha256)));
  int fd = TRY(original->local_fd());
  Deadline deadline = std::chrono::steady_clock::now() + deps.limits.render_deadline;
  return deps.codec.render(codec::Input{.fd = fd, .bytes = original->size()}, plan,
                           {codec::Lane::kIngest, image.tenant.str(), policy::predicted_work(image.facts, plan)},
                           deadline, context.cancel, context.progress);
}

/// Rows of a finished image, provided that it is still the image that was rendered.
Result<void> commit_products(Deps& deps, const Image& rendered_image, const std::optional<Placeholder>& placeholder,
                             const Products& products, const jobs::Lease& lease) {
  return deps.database.write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<void> {
    Image image = TRY(catalog::find_image(session, rendered_image.tenant, rendered_image.id));
    if (image.version != rendered_image.version) return fail(ErrorCode::kGone, "the image was replaced");
    image.status = ImageStatus::kReady;
    image.error_code.clear();
    image.error_message.clear();
    image.placeholder = placeholder;
    image.updated_at = deps.clock.now();
    TRY_VOID(catalog::update_image(session, image));
    TRY_VOID(catalog::put_thumbnails(session, image.tenant, image.id, products.thumbnails));
    if (products.optimization)
      TRY_VOID(catalog::put_optimization(session, image.tenant, image.id, *products.optimization));
    return jobs::complete(session, lease, image.updated_at);
  });
}

Result<void> remove_products(Deps& deps, const Image& image, const Products& products) {
  std::vector<blobs::BlobName> names;
  names.reserve(products.blobs.size());
  for (const blobs::NewBlob& blob : products.blobs) names.push_back(blob.name);
  return deps.blobs.remove(image.tenant, names);
}

VersionId version_of_job(const ImageProcessingJob& job) {
  return VersionId(std::string(boost::json::parse(job.payload).at("version").as_string()));
}

/// The bytes this job was for have been replaced; their successor has a job of its own.
Result<void> finish_superseded(Deps& deps, const jobs::Lease& lease) {
  return deps.database.write(sql::Durability::kRelaxed,
                             [&](sql::Session& session) { return jobs::complete(session, lease, deps.clock.now()); });
}

}  // namespace

ImageProcessingJob make_processing_job(Deps& deps, const Image& image) {
  return {.id = new_job_id(image.updated_at, deps.random),
          .tenant = image.tenant,
          .image = image.id,
          .kind = JobKind::kProcess,
          .payload = boost::json::serialize(boost::json::object{{"version", image.version.str()}}),
          .run_after = image.updated_at,
          .created_at = image.updated_at,
          .updated_at = image.updated_at};
}

Result<void> process_image(Deps& deps, const jobs::JobContext& context) {
  const ImageProcessingJob& job = context.lease.job;
  Image image = TRY(
      deps.database.read([&](sql::Session& session) { return catalog::find_image(session, job.tenant, job.image); }));
  if (image.version != version_of_job(job)) return finish_superseded(deps, context.lease);
  image::Plan plan = policy::processing_plan(deps.renditions, deps.limits.image, image);
  codec::Rendered rendered = TRY(render_all(deps, image, plan, context));
  Products products = to_products(image, plan, rendered);
  TRY_VOID(deps.blobs.publish_all(image.tenant, products.blobs));
  auto committed = commit_products(deps, image, rendered.outcome.placeholder, products, context.lease);
  // An image that was deleted or replaced meanwhile wants none of this: nothing else would ever remove it.
  bool unwanted =
      !committed && (committed.error().code == ErrorCode::kNotFound || committed.error().code == ErrorCode::kGone);
  if (unwanted) TRY_VOID(remove_products(deps, image, products));
  forget_image(deps, image.id);
  return committed;
}

Result<void> mark_failed(Deps& deps, sql::Session& session, const ImageProcessingJob& job, const Error& error) {
  auto image = catalog::find_image(session, job.tenant, job.image);
  if (!image && image.error().code == ErrorCode::kNotFound) return {};
  if (!image) return std::unexpected(image.error());
  if (image->version != version_of_job(job)) return {};
  image->status = ImageStatus::kFailed;
  image->error_code = to_string(error.code);
  image->error_message = error.message;
  image->updated_at = deps.clock.now();
  return catalog::update_image(session, *image);
}

}  // namespace pictor::app
