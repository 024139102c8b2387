#pragma once
// Which logs of the edge are in the retrievals. Every function runs inside the caller's transaction.

#include <string>

#include "base/clock.h"
#include "sql/database.h"

namespace pictor::catalog {

Result<bool> is_imported(sql::Session& session, const std::string& log);
/// Errors: kConflict when it is there already.
Result<void> insert_imported(sql::Session& session, const std::string& log, Time now);
/// Forgets logs that were imported before `before`. Answers how many.
Result<std::int64_t> remove_imported(sql::Session& session, Time before);

}  // namespace pictor::catalog
