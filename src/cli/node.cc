#include "cli/node.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include "app/run_job.h"
#include "blobs/fs/fs_blob_store.h"
#include "blobs/s3/s3_blob_store.h"
#include "cli/data_folder.h"
#include "model/quality.h"

namespace pictor::cli {
namespace {

int render_processes(const config::Settings& settings) {
  if (settings.workers > 0) return settings.workers;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// Checked by the table of settings.
FormatSet inputs_of(const config::Settings& settings) { return format_set_from(settings.input_formats).value(); }

codec::PoolOptions pool_options(const config::Settings& settings) {
  codec::PoolOptions options{.render_processes = render_processes(settings)};
  options.process.memory_limit = settings.codec_memory;
  options.process.recycle_rss = settings.codec_recycle_rss;
  options.process.cpu_budget = settings.render_timeout;
  options.process.inputs = inputs_of(settings);
  return options;
}

app::AppLimits app_limits(const config::Settings& settings) {
  app::AppLimits limits;
  limits.max_upload_bytes = settings.max_upload_bytes;
  limits.max_drafts = settings.max_drafts;
  limits.image.max_pixels = settings.max_pixels;
  limits.image.max_total_pixels = std::max(limits.image.max_total_pixels, settings.max_pixels);
  limits.image.max_frames = settings.max_frames;
  limits.image.inputs = inputs_of(settings);
  limits.trash_retention = settings.trash_retention;
  limits.render_deadline = settings.render_timeout;
  return limits;
}

policy::RenditionPolicy rendition_policy(const config::Settings& settings) {
  policy::RenditionPolicy policy;
  policy.thumbnail_quality = quality_from(settings.thumbnail_quality).value();  // checked by the table of settings
  policy.thumbnail_floor = settings.thumbnail_floor;
  policy.optimized_floor = settings.optimized_floor;
  policy.jxl_output = settings.jxl_output;
  policy.optimize = settings.optimized_max_side > 0;
  if (policy.optimize) policy.optimized_max_side = settings.optimized_max_side;
  return policy;
}

class AbsentCodec final : public codec::Codec {
 public:
  Result<ImageFacts> probe(codec::Input, const image::Limits&, Deadline) override { return absent(); }
  Result<codec::Rendered> render(codec::RenderInputs, const image::Plan&, const codec::Claim&, Deadline, CancelToken,
                                 const std::function<void(double)>&) override {
    return absent();
  }
  Result<void> check() override { return absent(); }

 private:
  static std::unexpected<Error> absent() { return fail(ErrorCode::kInternal, "this command has no codec processes"); }
};

}  // namespace

Result<std::unique_ptr<sql::Database>> open_database(const config::Settings& settings) {
  return sql::Database::open({.url = database_url(settings)});
}

Result<std::unique_ptr<sql::Database>> open_catalog(const config::Settings& settings) {
  TRY_VOID(make_data_folder(settings));
  auto database = TRY(open_database(settings));
  TRY_VOID(sql::migrate(*database));
  return database;
}

Result<std::unique_ptr<blobs::BlobStore>> open_blobs(const config::Settings& settings) {
  if (!settings.blobs.starts_with("s3:")) return TRY(blobs::FsBlobStore::open(blobs_folder(settings)));
  static const SystemClock clock;
  static SystemRandom random;
  blobs::S3Location location = TRY(blobs::parse_s3_location(settings.blobs));
  TRY_VOID(make_data_folder(settings));
  return std::make_unique<blobs::S3BlobStore>(std::move(location), settings.data, clock, random);
}

Result<Storage> open_storage(const config::Settings& settings) {
  auto database = TRY(open_catalog(settings));
  auto blobs = TRY(open_blobs(settings));
  auto staging = TRY(blobs::StagingArea::open(std::filesystem::path(settings.data) / "quarantine"));
  return Storage{.database = std::move(database), .blobs = std::move(blobs), .staging = std::move(staging)};
}

std::unique_ptr<codec::ProcessPool> start_codec(const config::Settings& settings) {
  return std::make_unique<codec::ProcessPool>(pool_options(settings));
}

std::unique_ptr<codec::Codec> absent_codec() { return std::make_unique<AbsentCodec>(); }

access::TokenRules token_rules(const config::Settings& settings) {
  return {.issuer = settings.jwt_issuer, .audience = settings.jwt_audience};
}

Node::Node(const config::Settings& settings, Storage storage, std::unique_ptr<codec::Codec> codec, cdn::Edge edge)
    : storage_(std::move(storage)),
      codec_(std::move(codec)),
      edge_(std::move(edge)),
      ready_answers_(static_cast<std::size_t>(settings.memory_cache)),
      retrievals_(*storage_.database, clock_),
      rendition_budget_(*storage_.database, *storage_.blobs, clock_, settings.max_rendition_bytes),
      deps_{.database = *storage_.database,
            .blobs = *storage_.blobs,
            .staging = storage_.staging,
            .codec = *codec_,
            .events = events_,
            .flights = flights_,
            .retrievals = retrievals_,
            .rendition_budget = rendition_budget_,
            .ready_answers = ready_answers_,
            .clock = clock_,
            .random = random_,
            .renditions = rendition_policy(settings),
            .limits = app_limits(settings),
            .wake_worker = [this] { worker_.wake(); },
            .cancel_in_worker = [this](const ImageId& image) { worker_.cancel(image); },
            .edge_purges = cdn::Outbox(edge_.targets),
            .wake_edge =
                [this] {
                  if (purging_) purging_->wake();
                }},
      worker_(*storage_.database, clock_, random_, {.concurrency = render_processes(settings)}, app::job_hooks(deps_)) {
}

Node::~Node() = default;

void Node::start_purging(cdn::DispatchOptions options) {
  // Purges are spelled as the tags that ready answers are kept by.
  options.forget_here = [this](const std::string& item) { ready_answers_.invalidate(item); };
  purging_.emplace(*storage_.database, edge_, clock_, random_, options);
}

}  // namespace pictor::cli
