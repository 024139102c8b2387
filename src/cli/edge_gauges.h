#pragma once

#include "sql/database.h"

namespace pictor::cli {

/// While it lives, `/metrics` tells what waits for the edge, as the database says then.
class EdgeGauges {
 public:
  explicit EdgeGauges(sql::Database& database);
  ~EdgeGauges();
  EdgeGauges(const EdgeGauges&) = delete;
  EdgeGauges& operator=(const EdgeGauges&) = delete;
};

}  // namespace pictor::cli
