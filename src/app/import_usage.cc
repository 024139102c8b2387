#include "app/import_usage.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "app/presets.h"
#include "catalog/imported_logs.h"
#include "catalog/retrievals.h"
#include "catalog/tenants.h"
#include "cdn/gunzip.h"
#include "observe/log.h"

namespace pictor::app {
namespace {

using cdn::EdgeDelivery;

constexpr std::int64_t kMostUnpacked = std::int64_t{4} << 30;  ///< bytes of one log
constexpr std::size_t kMostSums = 500'000;                     ///< of one log, in memory and in its transaction
constexpr std::size_t kPiece = 1 << 20;
constexpr std::chrono::days kOldest{400};  ///< as long as retrievals are kept

/// One log's deliveries, summed.
class Sums {
 public:
  void add(const EdgeDelivery& delivery) {
    const std::string preset = delivery.preset ? delivery::to_text(*delivery.preset) : std::string();
    if (is_full()) return;
    auto& [requests, bytes] = sums_[{delivery.tenant, delivery.day, delivery.image, preset}];
    requests += delivery.requests;
    bytes += delivery.bytes;
  }
  bool is_full() const { return sums_.size() >= kMostSums; }
  std::vector<catalog::Retrievals> rows() const {
    std::vector<catalog::Retrievals> rows;
    for (const auto& [key, sum] : sums_) {
      const auto& [tenant, day, image, preset] = key;
      rows.push_back({tenant, day, image, preset, sum.first, sum.second});
    }
    return rows;
  }

 private:
  std::map<std::tuple<TenantId, catalog::Day, ImageId, std::string>, std::pair<std::int64_t, std::int64_t>> sums_;
};

struct Log {
  Sums sums;
  cdn::EdgeLogCounts lines;
};

Result<Log> read_log(blobs::Archive& archive, const std::string& name) {
  const auto blob = TRY(archive.open(name));
  Log log;
  cdn::EdgeLogReader reader([&](const EdgeDelivery& delivery) { log.sums.add(delivery); });
  cdn::Gunzip gunzip(kMostUnpacked, [&](Bytes text) { reader.add(text); });
  std::vector<std::uint8_t> piece(kPiece);
  for (std::int64_t at = 0; at < blob->size();) {
    const std::size_t count = TRY(blob->read_at(at, piece));
    if (count == 0) return fail(ErrorCode::kStorageUnavailable, "the storage is not available", name + " ends early");
    TRY_VOID(gunzip.add(Bytes(piece).first(count)));
    if (log.sums.is_full()) return fail(ErrorCode::kUnprocessable, "the log is of too many pictures");
    at += static_cast<std::int64_t>(count);
  }
  TRY_VOID(gunzip.finish());
  log.lines = TRY(reader.finish());
  return log;
}

/// A preset's name by the version that it stands for, as Pictor counts it; a name that is none any more as it is.
class PresetNames {
 public:
  explicit PresetNames(sql::Session& session) : session_(session) {}
  Result<std::string> pinned(const TenantId& tenant, const std::string& text) {
    const auto reference = delivery::preset_from(text);
    if (!reference || reference->version) return text;
    std::string& known = names_[{tenant, text}];
    if (!known.empty()) return known;
    const auto named = find_named_transform(session_, tenant, *reference);
    if (!named && named.error().code != ErrorCode::kNotFound) return std::unexpected(named.error());
    known = named ? text + "@" + std::to_string(named->pinned.version) : text;
    return known;
  }

 private:
  sql::Session& session_;
  std::map<std::pair<TenantId, std::string>, std::string> names_;
};

struct Counted {
  std::int64_t requests = 0;
  std::int64_t bytes = 0;
  std::int64_t of_nobody = 0;
};

Result<Counted> count_log(sql::Session& session, const std::string& log, std::vector<catalog::Retrievals> rows,
                          Time now) {
  TRY_VOID(catalog::insert_imported(session, log, now));
  const std::vector<TenantId> tenants = TRY(catalog::list_tenants(session));
  PresetNames presets(session);
  Counted counted;
  std::vector<catalog::Retrievals> known;
  for (catalog::Retrievals& row : rows) {
    const bool possible = row.day <= now && row.day >= now - kOldest;
    if (!possible || !std::ranges::binary_search(tenants, row.tenant)) {
      counted.of_nobody += row.requests;
      continue;
    }
    row.preset = TRY(presets.pinned(row.tenant, row.preset));
    counted.requests += row.requests;
    counted.bytes += row.bytes;
    known.push_back(std::move(row));
  }
  TRY_VOID(catalog::add_retrievals(session, known));
  return counted;
}

/// One log, into `import`. Damage is counted there and told to the log.
Result<void> import_log(sql::Database& database, blobs::Archive& archive, const std::string& name, Time now,
                        UsageImport& import) {
  const std::string known_as = archive.origin() + name;
  const auto is_known = [&](sql::Session& session) { return catalog::is_imported(session, known_as); };
  if (TRY(database.read(is_known))) {
    ++import.known_logs;
    return {};
  }
  auto log = read_log(archive, name);
  if (!log && log.error().code != ErrorCode::kUnprocessable) return std::unexpected(log.error());
  if (!log) {
    ++import.damaged_logs;
    observe::log_error("usage.damaged_log", log.error(), {{"log", known_as}});
    return {};
  }
  const auto counted = database.write(sql::Durability::kAcknowledged, [&](sql::Session& session) {
    return count_log(session, known_as, log->sums.rows(), now);
  });
  if (!counted && counted.error().code == ErrorCode::kConflict) {  // another process was faster
    ++import.known_logs;
    return {};
  }
  if (!counted) return std::unexpected(counted.error());
  ++import.logs;
  import.requests += counted->requests;
  import.bytes += counted->bytes;
  import.of_nobody += counted->of_nobody;
  import.lines.deliveries += log->lines.deliveries;
  import.lines.others += log->lines.others;
  import.lines.damaged += log->lines.damaged;
  return {};
}

}  // namespace

Result<UsageImport> import_usage(sql::Database& database, blobs::Archive& archive, Time now,
                                 const std::function<void(const UsageImport&)>& progress) {
  UsageImport import;
  TRY_VOID(archive.visit([&](const std::string& name) -> Result<void> {
    if (!name.ends_with(".gz")) return {};
    TRY_VOID(import_log(database, archive, name, now, import));
    progress(import);
    return {};
  }));
  return import;
}

}  // namespace pictor::app
