#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/ids.h"
#include "sql/database.h"

namespace pictor::catalog {

using Day = std::chrono::sys_days;

/// What was delivered of one image by one preset on one day (UTC).
struct Retrievals {
  TenantId tenant;
  Day day{};
  ImageId image;
  std::string preset;  ///< empty: no preset was named
  std::int64_t requests = 0;
  std::int64_t bytes = 0;  ///< of bodies
};

/// Adds to what is there.
Result<void> add_retrievals(sql::Session& session, std::span<const Retrievals> counts);

/// What the sums are kept apart by.
enum class RetrievalGroup { kDay, kImage, kPreset };

struct RetrievalQuery {
  Day first{};
  Day last{};  ///< inclusive
  std::optional<ImageId> image;
  RetrievalGroup group = RetrievalGroup::kDay;
  int limit = 1000;
};

/// A line of a report: `key` is a day (`2026-11-25`), an image or a preset.
struct RetrievalSum {
  std::string key;
  std::int64_t requests = 0;
  std::int64_t bytes = 0;
};

/// Days in their order; images and presets by bytes, most first.
Result<std::vector<RetrievalSum>> sum_retrievals(sql::Session& session, const TenantId& tenant,
                                                 const RetrievalQuery& query);

/// Forgets days before `before`, of all tenants. Answers how many rows.
Result<std::int64_t> remove_retrievals(sql::Session& session, Day before);

}  // namespace pictor::catalog
