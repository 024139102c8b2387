#pragma once

#include <memory>
#include <string>

#include "sql/database.h"

namespace pictor::sql::sqlite {

/// A database in the file at `path`, which is created when it is not there; other processes may use it at the same
/// time. Errors: kInvalidParameter for an empty path, kStorageUnavailable.
Result<std::unique_ptr<Database>> open_database(const std::string& path, int readers);

}  // namespace pictor::sql::sqlite
