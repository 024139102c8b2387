#include "catalog/retrievals.h"

#include "sql/cells.h"

namespace pictor::catalog {
namespace {

sql::Value day_cell(Day day) { return std::int64_t{day.time_since_epoch().count()}; }

/// The column that a sum is kept by, and the order of the lines.
struct Grouping {
  std::string_view column;
  std::string_view order;
};

Grouping grouping_of(RetrievalGroup group) {
  switch (group) {
    case RetrievalGroup::kDay:
      return {"day", "day"};
    case RetrievalGroup::kImage:
      return {"image", "SUM(bytes) DESC, image"};
    case RetrievalGroup::kPreset:
      break;
  }
  return {"preset", "SUM(bytes) DESC, preset"};
}

std::string key_of(sql::CellReader& cells, RetrievalGroup group) {
  if (group != RetrievalGroup::kDay) return cells.text();
  return format_rfc3339(Time(Day(std::chrono::days(cells.integer())))).substr(0, 10);
}

}  // namespace

Result<void> add_retrievals(sql::Session& session, std::span<const Retrievals> counts) {
  for (const Retrievals& count : counts)
    TRY_VOID(session.execute(
        "INSERT INTO retrievals (tenant, day, image, preset, requests, bytes) "
        "VALUES (:tenant, :day, :image, :preset, :requests, :bytes) ON CONFLICT (tenant, day, image, preset) DO UPDATE "
        "SET requests = retrievals.requests + excluded.requests, bytes = retrievals.bytes + excluded.bytes",
        {count.tenant.str(), day_cell(count.day), count.image.str(), count.preset, count.requests, count.bytes}));
  return {};
}

Result<std::vector<RetrievalSum>> sum_retrievals(sql::Session& session, const TenantId& tenant,
                                                 const RetrievalQuery& query) {
  const auto [column, order] = grouping_of(query.group);
  std::string select = "SELECT " + std::string(column) +
                       ", SUM(requests), SUM(bytes) FROM retrievals "
                       "WHERE tenant = :tenant AND day >= :first AND day <= :last";
  std::vector<sql::Value> parameters{tenant.str(), day_cell(query.first), day_cell(query.last)};
  if (query.image) {
    select += " AND image = :image";
    parameters.emplace_back(query.image->str());
  }
  select += " GROUP BY " + std::string(column) + " ORDER BY " + std::string(order) + " LIMIT :limit";
  parameters.emplace_back(std::int64_t{query.limit});
  const auto rows = TRY(session.query(select, parameters));
  std::vector<RetrievalSum> sums;
  for (const sql::Row& row : rows) {
    sql::CellReader cells(row);
    std::string key = key_of(cells, query.group);
    const std::int64_t requests = cells.integer();
    sums.push_back({std::move(key), requests, cells.integer()});
  }
  return sums;
}

Result<std::int64_t> remove_retrievals(sql::Session& session, Day before) {
  return session.execute("DELETE FROM retrievals WHERE day < :before", {day_cell(before)});
}

}  // namespace pictor::catalog
