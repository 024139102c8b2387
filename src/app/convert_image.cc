#include "app/convert_image.h"

#include <boost/json.hpp>

#include "access/permission.h"
#include "app/forget_deliveries.h"
#include "app/process_image.h"
#include "app/publish_original.h"
#include "app/read_image.h"
#include "app/rendition.h"
#include "app/staged_copy.h"
#include "app/watermark.h"
#include "catalog/images.h"

namespace pictor::app {
namespace {

namespace json = boost::json;

/// The payload of a convert job: our own text, read by from_payload() alone.
std::string to_payload(const ConvertRequest& request) {
  return json::serialize(
      json::object{{"transform", delivery::to_text(request.transform)}, {"replace", request.replace}});
}

/// Errors: kInvalidParameter for one that another version of Pictor wrote.
Result<ConvertRequest> from_payload(const std::string& payload) {
  json::value parsed = json::parse(payload);
  const json::object& o = parsed.as_object();
  const json::value* transform = o.if_contains("transform");
  if (!transform) return fail_parameter("transform", "the job was enqueued by another version");
  ConvertRequest request{.transform = TRY(delivery::transform_from(std::string_view(transform->as_string()))),
                         .replace = o.at("replace").as_bool()};
  if (!request.transform.format) return fail_parameter("format", "the job names no format");
  return request;
}

Image with_new_bytes(Image image, const Rendition& rendition, const blobs::StagedFile& file, Time now) {
  image.facts.format = rendition.facts.format;
  image.facts.width = rendition.facts.width;
  image.facts.height = rendition.facts.height;
  image.facts.frames = rendition.facts.frames;
  image.facts.has_alpha = image.facts.has_alpha && can_hold_alpha(rendition.facts.format);
  image.bytes = file.size();
  image.sha256 = file.sha256();
  image.version = version_of(file.sha256());
  image.status = ImageStatus::kProcessing;
  image.updated_at = now;
  return image;
}

/// Makes the rendition the image's original. What was derived from the old bytes goes by the journal when it is swept.
Result<Image> replace_original(Deps& deps, const Image& old_image, const Rendition& rendition) {
  blobs::StagedFile file = TRY(staged_copy(deps.staging, *rendition.blob));
  Image replaced = with_new_bytes(old_image, rendition, file, deps.clock.now());
  if (replaced.sha256 == old_image.sha256) return old_image;
  TRY_VOID(publish_original(deps, old_image.tenant, file, [&](sql::Session& session) -> Result<void> {
    Image current = TRY(catalog::find_image(session, old_image.tenant, old_image.id));
    if (current.version != old_image.version) return fail(ErrorCode::kConflict, "the image was replaced meanwhile");
    TRY_VOID(catalog::remove_derived(session, old_image.tenant, old_image.id));
    TRY_VOID(catalog::update_image(session, replaced));
    const auto purge = cdn::purge_image(replaced.tenant, replaced.id, cdn::Staleness::kWhileRefetched);
    TRY_VOID(deps.edge_purges.add(session, purge, replaced.updated_at));
    return jobs::enqueue(session, make_processing_job(deps, replaced));
  }));
  deps.wake_worker();
  forget_image(deps, old_image.id);
  TRY_VOID(discard_original(deps, old_image.tenant, old_image.sha256));
  return replaced;
}

/// Whether the service makes such pictures, and reads them where one is to be the original.
Result<void> check_format(const Deps& deps, const ConvertRequest& request) {
  TRY_VOID(check_output(deps.renditions, request.transform.format));
  if (!request.replace || deps.limits.image.inputs.contains(*request.transform.format)) return {};
  return fail_parameter("format", "format must be one that originals may be of (setting input_formats)");
}

Result<Converted> convert(Deps& deps, const Image& image, const ConvertRequest& request, codec::Lane lane,
                          Deadline deadline, CancelToken cancel) {
  TRY_VOID(require_readable(image));
  TRY_VOID(check_format(deps, request));
  RenditionOrder order = TRY(to_order(deps, image, request.transform, request.transform.format.value()));
  Rendition rendition = TRY(obtain_rendition(deps, image, order, Keep::kAlways, lane, deadline, std::move(cancel)));
  if (!request.replace) return Converted{rendition.facts, image};
  Image replaced = TRY(replace_original(deps, image, rendition));
  return Converted{rendition.facts, std::move(replaced)};
}

Result<Image> permitted_image(Deps& deps, const access::Principal& principal, const ImageId& id,
                              const ConvertRequest& request) {
  Image image = TRY(
      deps.database.read([&](sql::Session& session) { return catalog::find_image(session, principal.tenant, id); }));
  if (request.replace) TRY_VOID(access::require_owner(principal, image.owner));
  return image;
}

}  // namespace

Result<Converted> convert_image(Deps& deps, const access::Principal& principal, const ImageId& id,
                                const ConvertRequest& request, Deadline deadline, CancelToken cancel) {
  Image image = TRY(permitted_image(deps, principal, id, request));
  return convert(deps, image, request, codec::Lane::kInteractive, deadline, std::move(cancel));
}

Result<ImageProcessingJob> enqueue_convert(Deps& deps, const access::Principal& principal, const ImageId& id,
                                           const ConvertRequest& request) {
  Image image = TRY(permitted_image(deps, principal, id, request));
  TRY_VOID(require_readable(image));
  TRY_VOID(check_format(deps, request));
  TRY(find_watermark(deps, principal.tenant, request.transform.watermark));
  Time now = deps.clock.now();
  ImageProcessingJob job{.id = new_job_id(now, deps.random),
                         .tenant = image.tenant,
                         .image = image.id,
                         .kind = JobKind::kConvert,
                         .payload = to_payload(request),
                         .run_after = now,
                         .created_at = now,
                         .updated_at = now};
  TRY_VOID(deps.database.write(sql::Durability::kAcknowledged,
                               [&](sql::Session& session) { return jobs::enqueue(session, job); }));
  deps.wake_worker();
  return job;
}

Result<void> run_convert_job(Deps& deps, const jobs::JobContext& context) {
  const ImageProcessingJob& job = context.lease.job;
  Image image = TRY(
      deps.database.read([&](sql::Session& session) { return catalog::find_image(session, job.tenant, job.image); }));
  Deadline deadline = std::chrono::steady_clock::now() + deps.limits.render_deadline;
  ConvertRequest request = TRY(from_payload(job.payload));
  TRY(convert(deps, image, request, codec::Lane::kIngest, deadline, context.cancel));
  return deps.database.write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    return jobs::complete(session, context.lease, deps.clock.now());
  });
}

}  // namespace pictor::app
