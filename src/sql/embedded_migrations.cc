#include "sql/embedded_migrations.h"

#include <array>

namespace pictor::sql {
namespace {

#include "sql/migration_list.inc"

}  // namespace

std::span<const Migration> embedded_migrations() { return kMigrations; }

}  // namespace pictor::sql
