#pragma once

#include <chrono>
#include <cstdint>

#include "app/deps.h"

namespace pictor::app {

struct SweepOptions {
  std::chrono::seconds grace{3600};  ///< blobs younger than this are left alone: their row may still be coming
  bool dry_run = false;
};

/// What a sweep found. All zero: nothing was left over.
struct SweepReport {
  std::int64_t removed_tenants = 0;     ///< whose removal was begun and is done now
  std::int64_t expired_images = 0;      ///< trash past its retention, expired, failed a day ago
  std::int64_t expired_drafts = 0;      ///< direct uploads that nobody completed
  std::int64_t finished_deletions = 0;  ///< journal entries carried out
  std::int64_t evicted_renditions = 0;  ///< made on request, and too much
  std::int64_t orphan_blobs = 0;        ///< blobs without a row
  std::int64_t orphan_bytes = 0;
  std::int64_t missing_blobs = 0;   ///< rows without their blob: loss, never repaired silently
  std::int64_t forgotten_keys = 0;  ///< idempotency keys past their retention
  std::int64_t finished_jobs = 0;   ///< old job rows
};

/// Both ways: removes blobs that no row names, reports rows whose blob is missing. Safe beside a running server.
Result<SweepReport> sweep(Deps& deps, const SweepOptions& options);

/// The quick part, run by the server every few minutes and after deletions: journal, retention; no listing of the
/// store.
Result<SweepReport> sweep_due(Deps& deps);

/// Once at start, before anything is accepted: settles uploads that a crash cut between blob and row. Answers how many.
Result<int> recover(Deps& deps);

}  // namespace pictor::app
