#pragma once

#include <cstdint>
#include <functional>

#include "blobs/archive.h"
#include "cdn/edge_log.h"
#include "sql/database.h"

namespace pictor::app {

/// What an import has done so far.
struct UsageImport {
  std::int64_t logs = 0;
  std::int64_t known_logs = 0;    ///< that an earlier import counted
  std::int64_t damaged_logs = 0;  ///< that cannot be read; nothing of them is counted
  std::int64_t requests = 0;
  std::int64_t bytes = 0;
  cdn::EdgeLogCounts lines;
  std::int64_t of_nobody = 0;  ///< deliveries of tenants that are not there, or of days that cannot be
};

/// Adds what the edge delivered by itself to what `GET /usage` answers: every gzipped log of the archive (`….gz`), each
/// once however often this runs, also when it is interrupted: its counts and the note that it is in are one
/// transaction. Errors: kStorageUnavailable. Blocks; any number of processes.
Result<UsageImport> import_usage(sql::Database& database, blobs::Archive& archive, Time now,
                                 const std::function<void(const UsageImport&)>& progress);

}  // namespace pictor::app
