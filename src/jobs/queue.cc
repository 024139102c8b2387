#include "jobs/queue.h"

#include "sql/cells.h"

namespace pictor::jobs {
namespace {

using sql::cell;

constexpr std::string_view kJobColumns =
    "id, tenant, image, kind, payload, status, attempts, crashes, progress, error_code, error_message, run_after, "
    "created_at, updated_at";

/// The end of every statement that only the holder of a lease may run; lease_key() are its parameters.
constexpr std::string_view kIfStillOurs =
    " WHERE tenant = :tenant AND id = :id AND holder = :holder AND attempts = :attempts AND status = 'running'";

Result<ImageProcessingJob> read_job(const sql::Row& row) {
  sql::CellReader cells(row);
  ImageProcessingJob job;
  job.id = JobId(cells.text());
  job.tenant = TenantId(cells.text());
  job.image = ImageId(cells.text());
  const auto kind = job_kind_from(cells.text());
  job.payload = cells.text();
  const auto status = job_status_from(cells.text());
  if (!kind || !status)
    return fail(ErrorCode::kInternal, "the queue holds what cannot be read", "kind or status of " + job.id.str());
  job.kind = *kind;
  job.status = *status;
  job.attempts = cells.small_integer();
  job.crashes = cells.small_integer();
  job.progress = cells.real();
  job.error_code = cells.text();
  job.error_message = cells.text();
  job.run_after = cells.time();
  job.created_at = cells.time();
  job.updated_at = cells.time();
  return job;
}

/// Runs `UPDATE … SET <changes>` on the row of a lease; false when the lease is no longer ours.
Result<bool> change_leased(sql::Session& session, const Lease& lease, std::string_view changes,
                           std::vector<sql::Value> parameters) {
  std::string statement = "UPDATE processing_jobs SET ";
  statement.append(changes).append(kIfStillOurs);
  parameters.emplace_back(lease.job.tenant.str());
  parameters.emplace_back(lease.job.id.str());
  parameters.emplace_back(lease.holder);
  parameters.emplace_back(std::int64_t{lease.job.attempts});
  return TRY(session.execute(statement, parameters)) > 0;
}

Result<void> refuse_unless(bool ours) {
  if (!ours) return fail(ErrorCode::kCancelled, "the job was cancelled, or another worker has it");
  return {};
}

}  // namespace

Result<void> enqueue(sql::Session& session, const ImageProcessingJob& job) {
  TRY_VOID(session.execute(
      "INSERT INTO processing_jobs (tenant, id, image, kind, payload, status, attempts, crashes, progress, error_code, "
      "error_message, run_after, due_at, created_at, updated_at) VALUES (:tenant, :id, :image, :kind, :payload, "
      "'queued', 0, 0, 0, '', '', :run_after, :run_after, :created_at, :updated_at)",
      {job.tenant.str(), job.id.str(), job.image.str(), std::string(to_string(job.kind)), job.payload,
       cell(job.run_after), cell(job.created_at), cell(job.updated_at)}));
  return {};
}

namespace {

/// As the partial indexes of the table have it.
std::string due_of(Wanted wanted) {
  return std::string("due_at IS NOT NULL AND kind ") + (wanted == Wanted::kUpgrades ? "=" : "<>") + " 'upgrade'";
}

}  // namespace

Result<std::optional<Lease>> lease_next(sql::Session& session, Wanted wanted, std::string_view holder, Time now,
                                        std::chrono::milliseconds lease_for) {
  // The condition stands twice so that of two workers who saw the same row only the first gets it (PostgreSQL reads the
  // outer one again when the row was changed meanwhile).
  const std::string take =
      "UPDATE processing_jobs SET status = 'running', holder = :holder, due_at = :lease_until, updated_at = :now, "
      "attempts = attempts + 1, progress = 0 "
      "WHERE (tenant, id) = (SELECT tenant, id FROM processing_jobs WHERE " +
      due_of(wanted) + " AND due_at <= :now ORDER BY due_at, id LIMIT 1) AND due_at <= :now RETURNING " +
      std::string(kJobColumns);
  auto rows = TRY(session.query(take, {std::string(holder), cell(now + lease_for), cell(now)}));
  if (rows.empty()) return std::nullopt;
  return Lease{.job = TRY(read_job(rows.front())), .holder = std::string(holder)};
}

Result<bool> heartbeat(sql::Session& session, const Lease& lease, double progress, Time now,
                       std::chrono::milliseconds lease_for) {
  return change_leased(session, lease, "due_at = :lease_until, progress = :progress, updated_at = :now",
                       {cell(now + lease_for), progress, cell(now)});
}

Result<void> complete(sql::Session& session, const Lease& lease, Time now) {
  return refuse_unless(TRY(
      change_leased(session, lease,
                    "status = 'done', due_at = NULL, holder = NULL, progress = 1, error_code = '', error_message = '', "
                    "updated_at = :now",
                    {cell(now)})));
}

Result<void> fail_attempt(sql::Session& session, const Lease& lease, const Error& error, bool crashed,
                          std::optional<Time> retry_at, Time now) {
  const JobStatus status = retry_at ? JobStatus::kQueued : JobStatus::kFailed;
  return refuse_unless(TRY(change_leased(
      session, lease,
      "status = :status, due_at = :due_at, run_after = COALESCE(:due_at, run_after), holder = NULL, "
      "crashes = crashes + :crashed, error_code = :error_code, error_message = :error_message, updated_at = :now",
      {std::string(to_string(status)), cell(retry_at), cell(crashed), std::string(to_string(error.code)), error.message,
       cell(now)})));
}

Result<void> release(sql::Session& session, const Lease& lease, Time now) {
  TRY(change_leased(session, lease,
                    "status = 'queued', due_at = run_after, holder = NULL, attempts = attempts - 1, progress = 0, "
                    "updated_at = :now",
                    {cell(now)}));
  return {};
}

Result<std::int64_t> reclaim_all(sql::Session& session, Time now) {
  return session.execute(
      "UPDATE processing_jobs SET status = 'queued', due_at = run_after, holder = NULL, attempts = attempts - 1, "
      "progress = 0, updated_at = :now WHERE due_at IS NOT NULL AND status = 'running'",
      {cell(now)});
}

Result<void> cancel_for_image(sql::Session& session, const TenantId& tenant, const ImageId& image, Time now) {
  TRY_VOID(session.execute(
      "UPDATE processing_jobs SET status = 'cancelled', due_at = NULL, holder = NULL, updated_at = :now "
      "WHERE tenant = :tenant AND image = :image AND due_at IS NOT NULL",
      {cell(now), tenant.str(), image.str()}));
  return {};
}

Result<ImageProcessingJob> find(sql::Session& session, const TenantId& tenant, const JobId& id) {
  static const std::string kSelect =
      "SELECT " + std::string(kJobColumns) + " FROM processing_jobs WHERE tenant = :tenant AND id = :id";
  auto rows = TRY(session.query(kSelect, {tenant.str(), id.str()}));
  if (rows.empty()) return fail(ErrorCode::kNotFound, "no such job");
  return read_job(rows.front());
}

Result<std::optional<Time>> next_due(sql::Session& session, Wanted wanted) {
  auto rows = TRY(session.query("SELECT MIN(due_at) FROM processing_jobs WHERE " + due_of(wanted)));
  sql::CellReader cells(rows.at(0));
  return cells.optional_time();
}

Result<Backlog> backlog(sql::Session& session, Time now) {
  auto rows = TRY(session.query(
      "SELECT COUNT(CASE WHEN status = 'queued' THEN 1 END), COUNT(CASE WHEN status = 'running' THEN 1 END), "
      "MIN(CASE WHEN due_at <= :now THEN due_at END) FROM processing_jobs WHERE due_at IS NOT NULL",
      {cell(now)}));
  sql::CellReader cells(rows.at(0));
  Backlog backlog;
  backlog.queued = cells.integer();
  backlog.running = cells.integer();
  backlog.oldest_due = cells.optional_time();
  return backlog;
}

Result<std::int64_t> remove_finished(sql::Session& session, Time before) {
  return session.execute("DELETE FROM processing_jobs WHERE due_at IS NULL AND updated_at < :before", {cell(before)});
}

}  // namespace pictor::jobs
