#include "sql/embedded_migrations.h"

#include <array>

namespace pictor::sql {
namespace {

constexpr char kImages[] = {
#embed "0001_images.sql"
};
constexpr char kProcessingJobs[] = {
#embed "0002_processing_jobs.sql"
};
constexpr char kJournals[] = {
#embed "0003_journals.sql"
};
constexpr char kUpgradeJobs[] = {
#embed "0004_upgrade_jobs.sql"
};
constexpr char kEdgePurges[] = {
#embed "0005_edge_purges.sql"
};

template <std::size_t N>
constexpr std::string_view text_of(const char (&bytes)[N]) {
  return {bytes, N};
}

constexpr std::array kMigrations = {
    Migration{.version = 1, .name = "images", .script = text_of(kImages)},
    Migration{.version = 2, .name = "processing_jobs", .script = text_of(kProcessingJobs)},
    Migration{.version = 3, .name = "journals", .script = text_of(kJournals)},
    Migration{.version = 4, .name = "upgrade_jobs", .script = text_of(kUpgradeJobs)},
    Migration{.version = 5, .name = "edge_purges", .script = text_of(kEdgePurges)},
};

}  // namespace

std::span<const Migration> embedded_migrations() { return kMigrations; }

}  // namespace pictor::sql
