#pragma once

#include <chrono>
#include <functional>

#include "app/image_events.h"
#include "base/clock.h"
#include "base/random.h"
#include "blobs/blob_store.h"
#include "blobs/staging.h"
#include "cdn/outbox.h"
#include "codec/codec.h"
#include "delivery/byte_cache.h"
#include "image/limits.h"
#include "policy/presets.h"
#include "sql/database.h"

namespace pictor::app {

class RenderFlights;
class RenditionBudget;
class RetrievalCounter;

/// Limits of the service that use cases enforce.
struct AppLimits {
  std::int64_t max_upload_bytes = 100 << 20;
  image::Limits image;
  int max_renditions_per_image = 64;  ///< made on request and kept; beyond it they are made and not kept
  std::chrono::seconds trash_retention = std::chrono::days(30);
  std::chrono::seconds failed_retention = std::chrono::days(1);
  std::chrono::seconds idempotency_retention = std::chrono::days(1);
  std::int64_t max_drafts = 200;          ///< of a tenant, not completed
  std::chrono::seconds draft_life{3600};  ///< in which bytes can be uploaded straight to the store
  /// For an upload under way when that ends, and for its completion; then the draft is removed.
  std::chrono::seconds draft_grace{3600};
  std::chrono::milliseconds probe_deadline{5'000};
  std::chrono::milliseconds render_deadline{60'000};  ///< of everything made of one image
};

/// Everything a use case may touch. References outlive every use case.
struct Deps {
  sql::Database& database;
  blobs::BlobStore& blobs;
  blobs::StagingArea& staging;
  codec::Codec& codec;
  ImageEvents& events;
  RenderFlights& flights;
  RetrievalCounter& retrievals;
  RenditionBudget& rendition_budget;
  delivery::ByteCache& ready_answers;  ///< what was delivered, by the tags of what it was made of
  const Clock& clock;
  RandomSource& random;
  policy::RenditionPolicy renditions;
  AppLimits limits;
  std::function<void()> wake_worker;                     ///< after a job was enqueued
  std::function<void(const ImageId&)> cancel_in_worker;  ///< after an image's jobs were cancelled
  cdn::Outbox edge_purges = {};                          ///< what the edge must forget, in the change's transaction
  std::function<void()> wake_edge = [] {};               ///< after a purge was committed
};

}  // namespace pictor::app
