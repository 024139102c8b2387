#pragma once

#include "sql/database.h"

namespace pictor::cli {

/// While it lives, `/metrics` tells how many jobs wait and run, as the database says then.
class JobGauges {
 public:
  explicit JobGauges(sql::Database& database);
  ~JobGauges();
  JobGauges(const JobGauges&) = delete;
  JobGauges& operator=(const JobGauges&) = delete;
};

}  // namespace pictor::cli
