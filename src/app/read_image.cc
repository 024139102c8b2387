#include "app/read_image.h"

#include <cmath>

#include "app/rendition.h"
#include "jobs/queue.h"

namespace pictor::app {
namespace {

constexpr int kMaxSide = 16'383;

std::string with_extension(const std::string& name, Format format) {
  std::size_t dot = name.rfind('.');
  return name.substr(0, dot == 0 ? std::string::npos : dot) + "." + std::string(file_extension(format));
}

std::string rendition_etag(const Image& image, const std::string& spec, std::int64_t bytes) {
  return "\"" + image.version.str() + "-" + spec + "-" + std::to_string(bytes) + "\"";
}

Content to_content(const Image& image, Rendition rendition, bool negotiated) {
  return {.blob = std::move(rendition.blob),
          .format = rendition.facts.format,
          .etag = rendition_etag(image, rendition.facts.spec, rendition.facts.bytes),
          .file_name = with_extension(image.name, rendition.facts.format),
          .negotiated = negotiated,
          .provisional = rendition.provisional,
          .last_modified = image.created_at};
}

/// The format for clients that left it open: WebP where it is shown, AVIF for those that show nothing else of its age,
/// else what every client shows.
Format negotiate(const ImageFacts& facts, const delivery::AcceptedFormats& accept) {
  if (accept.webp) return Format::kWebp;
  if (accept.avif) return Format::kAvif;
  if (facts.frames > 1) return Format::kGif;
  return policy::preset_formats(facts).front();
}

int scaled_side(std::optional<int> side, double dpr) {
  return side ? std::min(kMaxSide, std::max(1, static_cast<int>(std::lround(*side * dpr)))) : 0;
}

/// `auto` is how the optimized version is made.
bool names_a_quality(const RenditionRequest& request) { return request.quality && request.quality->fixed; }

bool asks_for_the_optimized_version(const RenditionRequest& request, const ImageOptimization& optimization) {
  return !request.preset && !request.width && !request.height && !request.fit && !names_a_quality(request) &&
         (!request.format || *request.format == optimization.format);
}

/// Whether nothing but the picture itself is asked for: while it has no optimized version, one within its bounds is
/// made.
bool asks_for_nothing(const RenditionRequest& request) {
  return !request.width && !request.height && !request.fit && !request.format && !names_a_quality(request);
}

}  // namespace

image::RenditionSpec to_spec(const policy::RenditionPolicy& policy, const Image& image, const RenditionRequest& request,
                             Format format) {
  image::RenditionSpec spec;
  spec.box_width = scaled_side(request.width, request.dpr);
  spec.box_height = scaled_side(request.height, request.dpr);
  if (asks_for_nothing(request)) spec.box_width = spec.box_height = policy.optimized_max_side;
  spec.fit = request.fit.value_or(image::Fit::kInside);
  spec.format = format;
  policy::set_quality(spec, policy, request.quality);
  spec.effort = policy::request_effort(format);
  spec.or_png = format == Format::kJpeg && !request.format && !request.accept.jpeg_only;
  if (spec.fit == image::Fit::kCover) spec.focus = image.focus.value_or(FocalPoint{});
  return spec;
}

namespace {

Result<std::optional<Rendition>> open_stored(Deps& deps, const Image& image, const ImageThumbnail& facts) {
  auto blob = deps.blobs.open(image.tenant, blobs::rendition_name(image.id, image.version, facts.spec, facts.format));
  if (blob) return Rendition{facts, std::move(*blob)};
  if (blob.error().code == ErrorCode::kNotFound) return std::optional<Rendition>{};
  return std::unexpected(blob.error());
}

ImageThumbnail as_thumbnail(const ImageOptimization& o) {
  return {{}, o.spec, o.format, o.width, o.height, o.frames, o.quality, o.bytes};
}

Result<Content> read_preset(Deps& deps, const ImageDetails& details, const RenditionRequest& request, Format format,
                            Deadline deadline, CancelToken cancel) {
  auto preset = policy::find_preset(*request.preset);
  if (!preset) return fail(ErrorCode::kNotFound, "no such preset");
  bool negotiated = !request.format;
  for (const ImageThumbnail& thumbnail : details.thumbnails) {
    if (thumbnail.preset != preset->name || thumbnail.format != format) continue;
    if (auto stored = TRY(open_stored(deps, details.image, thumbnail)))
      return to_content(details.image, std::move(*stored), negotiated);
  }
  Rendition made = TRY(obtain_rendition(deps, details.image, policy::preset_rendition(deps.renditions, *preset, format),
                                        Keep::kWithinQuota, codec::Lane::kInteractive, deadline, std::move(cancel)));
  return to_content(details.image, std::move(made), negotiated);
}

}  // namespace

Result<void> require_readable(const Image& image) {
  if (image.deleted_at) return fail(ErrorCode::kGone, "the image is in the trash");
  if (image.status == ImageStatus::kFailed)
    return fail(ErrorCode::kConflict, "the image could not be processed: " + image.error_message);
  return {};
}

Result<ImageDetails> get_image(Deps& deps, const TenantId& tenant, const ImageId& id) {
  return deps.database.read([&](sql::Session& session) { return catalog::find_details(session, tenant, id); });
}

Result<ImagePage> list_images(Deps& deps, const TenantId& tenant, const ListQuery& query) {
  return deps.database.read([&](sql::Session& session) { return catalog::list_images(session, tenant, query); });
}

Result<ImageProcessingJob> get_job(Deps& deps, const TenantId& tenant, const JobId& id) {
  return deps.database.read([&](sql::Session& session) { return jobs::find(session, tenant, id); });
}

Result<Content> read_original(Deps& deps, const TenantId& tenant, const ImageId& id) {
  ImageDetails details = TRY(get_image(deps, tenant, id));
  const Image& image = details.image;
  if (image.deleted_at) return fail(ErrorCode::kGone, "the image is in the trash");
  auto blob = TRY(deps.blobs.open(tenant, blobs::original_name(image.sha256)));
  return Content{.blob = std::move(blob),
                 .format = image.facts.format,
                 .etag = "\"" + image.sha256.str() + "\"",
                 .file_name = image.name,
                 .last_modified = image.created_at};
}

Result<Content> read_rendition(Deps& deps, const TenantId& tenant, const ImageId& id, const RenditionRequest& request,
                               Deadline deadline, CancelToken cancel) {
  ImageDetails details = TRY(get_image(deps, tenant, id));
  const Image& image = details.image;
  TRY_VOID(require_readable(image));
  if (details.optimization && asks_for_the_optimized_version(request, *details.optimization))
    if (auto stored = TRY(open_stored(deps, image, as_thumbnail(*details.optimization))))
      return to_content(image, std::move(*stored), false);
  Format format = request.format.value_or(negotiate(image.facts, request.accept));
  if (request.preset) return read_preset(deps, details, request, format, deadline, std::move(cancel));
  Rendition made = TRY(obtain_rendition(deps, image, to_spec(deps.renditions, image, request, format),
                                        Keep::kWithinQuota, codec::Lane::kInteractive, deadline, std::move(cancel)));
  return to_content(image, std::move(made), !request.format);
}

}  // namespace pictor::app
