#include "cdn/outbox.h"

#include <algorithm>

#include "sql/cells.h"

namespace pictor::cdn {
namespace {

using sql::cell;

// What stands in `staleness`; of a repetition, kAgain.
constexpr std::string_view kHard = "never";
constexpr std::string_view kSoft = "while_refetched";
constexpr std::string_view kAgain = "never_again";

std::string kind_of(const Purge& purge) {
  if (purge.again) return std::string(kAgain);
  return std::string(purge.staleness == Staleness::kNever ? kHard : kSoft);
}

Result<void> insert(sql::Session& session, const std::string& target, const Purge& purge, Time due) {
  // The update also takes the row: a dispatcher that is about to send it waits for our commit (PostgreSQL), so that the
  // edge does not forget before the origin has.
  TRY_VOID(session.execute(
      "INSERT INTO edge_purges (target, item, staleness, tenant, created_at) "
      "VALUES (:target, :item, :staleness, :tenant, :created_at) ON CONFLICT (target, item, staleness) DO UPDATE SET "
      "created_at = CASE WHEN edge_purges.staleness = 'never_again' THEN excluded.created_at "
      "ELSE edge_purges.created_at END",
      {target, purge.item, kind_of(purge), purge.tenant.str(), cell(due)}));
  return {};
}

/// One item a line, with `-` before one that must never be served again and `~` before the others. Items have no line
/// breaks: they are of visible ASCII.
std::string to_text(const std::vector<BatchItem>& items) {
  std::string text;
  for (const BatchItem& item : items) text += (item.staleness == Staleness::kNever ? "-" : "~") + item.text + "\n";
  return text;
}

std::vector<BatchItem> items_from(std::string_view text) {
  std::vector<BatchItem> items;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    items.push_back(
        {std::string(line.substr(1)), line.front() == '~' ? Staleness::kWhileRefetched : Staleness::kNever});
  }
  return items;
}

StoredBatch read_batch(const sql::Row& row) {
  sql::CellReader cells(row);
  StoredBatch stored;
  stored.batch.id = cells.text();
  stored.batch.items = items_from(cells.text());
  stored.receipt = cells.optional_text();
  stored.attempts = cells.small_integer();
  stored.due = cells.time();
  stored.oldest = cells.time();
  return stored;
}

}  // namespace

Outbox::Outbox(const std::vector<std::unique_ptr<PurgeTarget>>& targets) {
  for (const std::unique_ptr<PurgeTarget>& target : targets) {
    targets_.push_back({.name = target->name(), .repeat_after = target->repeat_after()});
  }
}

Result<void> Outbox::add(sql::Session& session, const Purge& purge, Time now) const {
  for (const Target& target : targets_) {
    TRY_VOID(insert(session, target.name, purge, now));
    if (!target.repeat_after || purge.staleness != Staleness::kNever) continue;
    Purge repetition = purge;
    repetition.again = true;
    TRY_VOID(insert(session, target.name, repetition, now + *target.repeat_after));
  }
  return {};
}

Result<WaitingPurges> waiting_purges(sql::Session& session, const std::string& target, int limit, Time now) {
  auto rows = TRY(session.query(
      "SELECT item, staleness, tenant, created_at FROM edge_purges WHERE target = :target AND created_at <= :now "
      "ORDER BY created_at, item LIMIT :limit",
      {target, cell(now), std::int64_t{limit}}));
  WaitingPurges waiting;
  for (const sql::Row& row : rows) {
    sql::CellReader cells(row);
    Purge purge;
    purge.item = cells.text();
    const std::string& kind = cells.text();
    purge.staleness = kind == kSoft ? Staleness::kWhileRefetched : Staleness::kNever;
    purge.again = kind == kAgain;
    purge.tenant = TenantId(cells.text());
    if (waiting.purges.empty()) waiting.oldest = cells.time();
    waiting.purges.push_back(std::move(purge));
  }
  return waiting;
}

Result<void> put_batch(sql::Session& session, const std::string& target, std::span<const Purge> purges,
                       const StoredBatch& batch) {
  for (const Purge& purge : purges) {
    TRY_VOID(
        session.execute("DELETE FROM edge_purges WHERE target = :target AND item = :item AND staleness = :staleness",
                        {target, purge.item, kind_of(purge)}));
  }
  TRY_VOID(
      session.execute("INSERT INTO edge_batches (target, id, items, attempts, due_at, error, oldest_at) "
                      "VALUES (:target, :id, :items, 0, :due_at, '', :oldest_at)",
                      {target, batch.batch.id, to_text(batch.batch.items), cell(batch.due), cell(batch.oldest)}));
  return {};
}

Result<std::vector<StoredBatch>> stored_batches(sql::Session& session, const std::string& target) {
  auto rows = TRY(
      session.query("SELECT id, items, receipt, attempts, due_at, oldest_at FROM edge_batches WHERE target = :target "
                    "ORDER BY oldest_at, id",
                    {target}));
  std::vector<StoredBatch> batches;
  batches.reserve(rows.size());
  for (const sql::Row& row : rows) batches.push_back(read_batch(row));
  return batches;
}

Result<void> update_batch(sql::Session& session, const std::string& target, const StoredBatch& batch,
                          const std::string& error) {
  TRY_VOID(session.execute(
      "UPDATE edge_batches SET receipt = :receipt, attempts = :attempts, due_at = :due_at, error = :error "
      "WHERE target = :target AND id = :id",
      {cell(batch.receipt), std::int64_t{batch.attempts}, cell(batch.due), error, target, batch.batch.id}));
  return {};
}

Result<void> remove_batch(sql::Session& session, const std::string& target, const std::string& id) {
  TRY_VOID(session.execute("DELETE FROM edge_batches WHERE target = :target AND id = :id", {target, id}));
  return {};
}

Result<std::int64_t> hasten_batches(sql::Session& session, const std::string& target, Time now) {
  return session.execute("UPDATE edge_batches SET due_at = :now WHERE target = :target", {cell(now), target});
}

Result<std::int64_t> use_items(sql::Session& session, const std::string& target, const std::string& month,
                               std::int64_t items) {
  auto rows = TRY(session.query(
      "INSERT INTO edge_usage (target, month, items) VALUES (:target, :month, :items) "
      "ON CONFLICT (target, month) DO UPDATE SET items = edge_usage.items + excluded.items RETURNING items",
      {target, month, items}));
  return rows.at(0).integer(0);
}

Result<std::int64_t> forget_other_targets(sql::Session& session, std::span<const std::string> targets) {
  std::int64_t forgotten = 0;
  for (const std::string_view table : {"edge_purges", "edge_batches"}) {
    auto rows = TRY(session.query("SELECT DISTINCT target FROM " + std::string(table)));
    for (const sql::Row& row : rows) {
      if (std::ranges::count(targets, row.text(0)) > 0) continue;
      forgotten += TRY(session.execute("DELETE FROM " + std::string(table) + " WHERE target = :target", {row.text(0)}));
    }
  }
  return forgotten;
}

Result<EdgeBacklog> edge_backlog(sql::Session& session, Time now) {
  auto purges =
      TRY(session.query("SELECT COUNT(*), MIN(created_at) FROM edge_purges WHERE created_at <= :now", {cell(now)}));
  auto batches = TRY(session.query(
      "SELECT COUNT(CASE WHEN receipt IS NULL THEN 1 END), COUNT(CASE WHEN receipt IS NOT NULL THEN 1 END), "
      "MIN(oldest_at) FROM edge_batches"));
  auto errors =
      TRY(session.query("SELECT error FROM edge_batches WHERE receipt IS NULL ORDER BY oldest_at, id LIMIT 1"));
  EdgeBacklog backlog;
  sql::CellReader waiting(purges.at(0));
  backlog.waiting = waiting.integer();
  backlog.oldest = waiting.optional_time();
  sql::CellReader sent(batches.at(0));
  backlog.unsent = sent.integer();
  backlog.in_progress = sent.integer();
  const std::optional<Time> oldest_batch = sent.optional_time();
  if (oldest_batch) backlog.oldest = std::min(backlog.oldest.value_or(*oldest_batch), *oldest_batch);
  if (!errors.empty()) backlog.last_error = errors.front().text(0);
  return backlog;
}

}  // namespace pictor::cdn
