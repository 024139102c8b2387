#include "app/convert_image.h"

#include <boost/json.hpp>

#include "access/permission.h"
#include "app/process_image.h"
#include "app/publish_original.h"
#include "app/read_image.h"
#include "app/rendition.h"
#include "catalog/images.h"

namespace pictor::app {
namespace {

namespace json = boost::json;

/// The payload of a convert job: our own text, read by from_payload() alone.
std::string to_payload(const ConvertRequest& request) {
  json::object o{{"format", to_string(request.format)}, {"replace", request.replace}};
  if (request.quality) o["quality"] = to_string(*request.quality);
  if (request.width) o["width"] = *request.width;
  if (request.height) o["height"] = *request.height;
  if (request.fit) o["fit"] = to_string(*request.fit);
  return json::serialize(o);
}

std::optional<int> optional_int(const json::object& o, std::string_view name) {
  const json::value* v = o.if_contains(name);
  return v ? std::optional(static_cast<int>(v->as_int64())) : std::nullopt;
}

/// A number in jobs that a version before quality `auto` queued.
std::optional<Quality> quality_of(const json::value& v) {
  return v.is_int64() ? Quality{static_cast<int>(v.as_int64())} : quality_from(v.as_string());
}

ConvertRequest from_payload(const std::string& payload) {
  json::value parsed = json::parse(payload);
  const json::object& o = parsed.as_object();
  ConvertRequest request;
  request.format = format_from(o.at("format").as_string()).value();
  request.replace = o.at("replace").as_bool();
  if (const json::value* quality = o.if_contains("quality")) request.quality = quality_of(*quality);
  request.width = optional_int(o, "width");
  request.height = optional_int(o, "height");
  if (const json::value* fit = o.if_contains("fit")) request.fit = fit_from(fit->as_string());
  return request;
}

image::RenditionSpec spec_of(Deps& deps, const Image& image, const ConvertRequest& request) {
  RenditionRequest wanted;
  wanted.width = request.width;
  wanted.height = request.height;
  wanted.fit = request.fit;
  wanted.format = request.format;
  wanted.quality = request.quality;
  return to_spec(deps.renditions, image, wanted, request.format);
}

Result<blobs::StagedFile> staged_copy(Deps& deps, const blobs::Blob& blob) {
  blobs::StagedFile file = TRY(deps.staging.create());
  std::vector<std::uint8_t> buffer(1 << 16);
  for (std::int64_t offset = 0; offset < blob.size();) {
    std::size_t count = TRY(blob.read_at(offset, buffer));
    if (count == 0) return fail(ErrorCode::kStorageUnavailable, "the blob store failed", "blob shorter than it says");
    TRY_VOID(file.write(Bytes(buffer).first(count)));
    offset += static_cast<std::int64_t>(count);
  }
  file.finish();
  return file;
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
  blobs::StagedFile file = TRY(staged_copy(deps, *rendition.blob));
  Image replaced = with_new_bytes(old_image, rendition, file, deps.clock.now());
  if (replaced.sha256 == old_image.sha256) return old_image;
  TRY_VOID(publish_original(deps, old_image.tenant, file, [&](sql::Session& session) -> Result<void> {
    Image current = TRY(catalog::find_image(session, old_image.tenant, old_image.id));
    if (current.version != old_image.version) return fail(ErrorCode::kConflict, "the image was replaced meanwhile");
    TRY_VOID(catalog::remove_derived(session, old_image.tenant, old_image.id));
    TRY_VOID(catalog::update_image(session, replaced));
    return jobs::enqueue(session, make_processing_job(deps, replaced));
  }));
  deps.wake_worker();
  TRY_VOID(discard_original(deps, old_image.tenant, old_image.sha256));
  return replaced;
}

Result<Converted> convert(Deps& deps, const Image& image, const ConvertRequest& request, codec::Lane lane,
                          Deadline deadline, CancelToken cancel) {
  TRY_VOID(require_readable(image));
  Rendition rendition = TRY(
      obtain_rendition(deps, image, spec_of(deps, image, request), Keep::kAlways, lane, deadline, std::move(cancel)));
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
  TRY(convert(deps, image, from_payload(job.payload), codec::Lane::kBackground, deadline, context.cancel));
  return deps.database.write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    return jobs::complete(session, context.lease, deps.clock.now());
  });
}

}  // namespace pictor::app
