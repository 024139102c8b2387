#include "app/read_image.h"

#include <algorithm>
#include <cmath>

#include "app/watermark.h"
#include "jobs/queue.h"

namespace pictor::app {
namespace {

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
          .last_modified = image.created_at,
          .tags = delivery::cache_tags(image.tenant, image.id, std::nullopt),
          .tenant = image.tenant,
          .image = image.id};
}

/// With the tag of the preset that made it.
Result<Content> tagged(Result<Content> content, const std::string& preset) {
  if (!content) return content;
  const int version = policy::find_preset(preset)->version;
  content->tags.push_back(delivery::preset_tag({preset, version}));
  content->preset = preset + "@" + std::to_string(version);
  return content;
}

/// The format for clients that left it open: WebP where it is shown, AVIF for those that show nothing else of its age,
/// else what every client shows.
Format negotiate(const ImageFacts& facts, const delivery::AcceptedFormats& accept) {
  if (accept.webp) return Format::kWebp;
  if (accept.avif) return Format::kAvif;
  if (facts.frames > 1) return Format::kGif;
  return policy::preset_formats(facts).front();
}

int scaled(int pixels, double dpr, int most) { return std::min(most, static_cast<int>(std::lround(pixels * dpr))); }

int scaled_side(std::optional<int> side, double dpr) {
  return side ? std::max(1, scaled(*side, dpr, delivery::kMaxSide)) : 0;
}

/// Those parameters go that have nothing to say, so that one picture has one name.
void drop_idle(image::RenditionSpec& spec, bool boxed) {
  image::Operations& operations = spec.operations;
  const bool cropped = boxed && spec.fit == image::Fit::kCover;
  const bool placed = boxed && spec.fit == image::Fit::kContain;
  if (spec.box_width == 0 && spec.box_height == 0) operations.enlarge = false;
  // Without a focal point the focus is the centre, and nothing that is placed has one.
  const bool centred = operations.gravity == Gravity::kCenter || (placed && operations.gravity == Gravity::kSmart);
  if (centred || (!cropped && !placed)) {
    operations.gravity = Gravity::kFocus;
    spec.focus = {};
  }
  if (!cropped || operations.gravity != Gravity::kFocus) spec.focus = {};
  operations.gamut = image::widest_gamut(spec);
}

image::Operations scaled(image::Operations operations, double dpr) {
  image::Padding& pad = operations.pad;
  for (int* side : {&pad.top, &pad.right, &pad.bottom, &pad.left}) *side = scaled(*side, dpr, image::kMaxPad);
  image::Watermark& watermark = operations.watermark;
  for (int* offset : {&watermark.offset_x, &watermark.offset_y})
    *offset = scaled(*offset, dpr, image::kMaxWatermarkOffset);
  if (operations.blur > 0)
    operations.blur = std::clamp(std::round(operations.blur * dpr * 100) / 100, image::kMinBlur, image::kMaxBlur);
  return operations;
}

/// Whether no more than a format is asked for. Without a box there is nothing to crop, to place or to enlarge to.
bool is_plain(delivery::Transform transform) {
  transform.format.reset();
  transform.dpr = 1;
  // `auto` is how the optimized version is made.
  if (transform.quality == Quality{}) transform.quality.reset();
  if (!transform.width && !transform.height) {
    transform.focus.reset();
    transform.operations.gravity = Gravity::kFocus;
    transform.operations.enlarge = false;
  }
  return transform == delivery::Transform{};
}

bool asks_for_the_optimized_version(const RenditionRequest& request, const ImageOptimization& optimization) {
  const std::optional<Format>& format = request.transform.format;
  return !request.preset && request.saving == policy::Saving::kNo && is_plain(request.transform) &&
         (!format || *format == optimization.format);
}

}  // namespace

image::RenditionSpec to_spec(const policy::RenditionPolicy& policy, const Image& image,
                             const delivery::Transform& transform, Format format, policy::Saving saving) {
  image::RenditionSpec spec;
  spec.box_width = scaled_side(transform.width, transform.dpr);
  spec.box_height = scaled_side(transform.height, transform.dpr);
  const bool boxed = transform.width && transform.height;
  // Nothing but the picture itself: while it has no optimized version, one within its bounds is made.
  if (is_plain(transform) && !transform.format) spec.box_width = spec.box_height = policy.optimized_max_side;
  spec.fit = transform.fit.value_or(image::Fit::kInside);
  spec.format = format;
  policy::set_quality(spec, policy, transform.quality, saving);
  spec.effort = policy::request_effort(format);
  spec.focus = transform.focus.value_or(image.focus.value_or(FocalPoint{}));
  spec.operations = scaled(transform.operations, transform.dpr);
  drop_idle(spec, boxed);
  return spec;
}

Result<RenditionOrder> to_order(Deps& deps, const Image& image, const delivery::Transform& transform, Format format,
                                policy::Saving saving) {
  RenditionOrder order{to_spec(deps.renditions, image, transform, format, saving),
                       TRY(find_watermark(deps, image.tenant, transform.watermark))};
  if (order.watermark) order.spec.operations.watermark.version = watermark_version(*order.watermark);
  return order;
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
  bool negotiated = !request.transform.format;
  for (const ImageThumbnail& thumbnail : details.thumbnails) {
    if (thumbnail.preset != preset->name || thumbnail.format != format) continue;
    if (auto stored = TRY(open_stored(deps, details.image, thumbnail)))
      return to_content(details.image, std::move(*stored), negotiated);
  }
  Rendition made =
      TRY(obtain_rendition(deps, details.image, {policy::preset_rendition(deps.renditions, *preset, format), {}},
                           Keep::kWithinQuota, codec::Lane::kInteractive, deadline, std::move(cancel)));
  return to_content(details.image, std::move(made), negotiated);
}

}  // namespace

Result<void> check_output(const policy::RenditionPolicy& policy, const std::optional<Format>& format) {
  if (format != Format::kJxl || policy.jxl_output) return {};
  return fail_parameter("format", "format must not be jxl: JPEG XL is switched off here (setting jxl_output)");
}

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
                 .last_modified = image.created_at,
                 .tenant = tenant,
                 .image = id};
}

Result<Content> obtain_content(Deps& deps, const ImageDetails& details, const RenditionRequest& request,
                               Deadline deadline, CancelToken cancel) {
  const Image& image = details.image;
  if (details.optimization && asks_for_the_optimized_version(request, *details.optimization))
    if (auto stored = TRY(open_stored(deps, image, as_thumbnail(*details.optimization))))
      return to_content(image, std::move(*stored), false);
  TRY_VOID(check_output(deps.renditions, request.transform.format));
  Format format = request.transform.format.value_or(negotiate(image.facts, request.accept));
  if (request.preset)
    return tagged(read_preset(deps, details, request, format, deadline, std::move(cancel)), *request.preset);
  RenditionOrder order = TRY(to_order(deps, image, request.transform, format, request.saving));
  order.spec.or_png = format == Format::kJpeg && !request.transform.format && !request.accept.jpeg_only;
  Rendition made = TRY(
      obtain_rendition(deps, image, order, Keep::kWithinQuota, codec::Lane::kInteractive, deadline, std::move(cancel)));
  return to_content(image, std::move(made), !request.transform.format);
}

Result<Content> read_rendition(Deps& deps, const TenantId& tenant, const ImageId& id, const RenditionRequest& request,
                               Deadline deadline, CancelToken cancel) {
  const ImageDetails details = TRY(get_image(deps, tenant, id));
  TRY_VOID(require_readable(details.image));
  return obtain_content(deps, details, request, deadline, std::move(cancel));
}

}  // namespace pictor::app
