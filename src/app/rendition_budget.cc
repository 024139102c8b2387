#include "app/rendition_budget.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "catalog/images.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace pictor::app {
namespace {

/// How old the catalog's knowledge of a use may get: what is wanted all the time is written once in so long.
constexpr std::chrono::minutes kGrain{1};
constexpr std::chrono::seconds kInterval{10};
/// After a failure, so that a database or a store that is down is not asked all the time.
constexpr std::chrono::seconds kPause{5};
/// Uses that may wait to be written; further ones are not noted.
constexpr std::size_t kMostUses = 20'000;
/// Rows of one transaction: other writers wait for it. Also names of one request to a store.
constexpr int kBatch = 200;

std::map<TenantId, std::vector<blobs::BlobName>> names_by_tenant(
    const std::vector<catalog::LeastUsedRendition>& renditions) {
  std::map<TenantId, std::vector<blobs::BlobName>> names;
  for (const catalog::LeastUsedRendition& r : renditions)
    names[r.key.tenant].push_back(blobs::rendition_name(r.key.image, r.key.version, r.key.spec, r.format));
  return names;
}

}  // namespace

RenditionBudget::RenditionBudget(sql::Database& database, blobs::BlobStore& blobs, const Clock& clock,
                                 std::int64_t most)
    : database_(database), blobs_(blobs), clock_(clock), most_(most), thread_([this](const std::stop_token& stop) {
        run(stop);
      }) {}

RenditionBudget::~RenditionBudget() {
  thread_.request_stop();
  thread_.join();
}

void RenditionBudget::kept(std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  estimate_ += bytes;
  if (is_over()) wake_.notify_all();
}

void RenditionBudget::used(catalog::RenditionKey key, Time noted) {
  if (most_ == 0 || noted + kGrain > clock_.now()) return;
  const std::lock_guard lock(mutex_);
  if (used_.size() < kMostUses) used_.insert(std::move(key));
}

Result<void> RenditionBudget::write_uses() {
  std::set<catalog::RenditionKey> used;
  {
    const std::lock_guard lock(mutex_);
    used = std::exchange(used_, {});
  }
  while (!used.empty()) {
    std::vector<catalog::RenditionKey> batch;
    while (!used.empty() && batch.size() < kBatch) batch.push_back(std::move(used.extract(used.begin()).value()));
    TRY_VOID(database_.write(sql::Durability::kRelaxed,
                             [&](sql::Session& session) { return catalog::note_uses(session, batch, clock_.now()); }));
  }
  return {};
}

Result<RenditionBudget::Evicted> RenditionBudget::evict_some(std::int64_t excess) {
  Evicted evicted;
  std::vector<catalog::LeastUsedRendition> going;
  // The rows first, and for good before any blob goes: a crash leaves blobs, which gc finds, and never a row that
  // names none. One that is rendered again meanwhile may lose its blob; whoever asks for it next makes it once more.
  TRY_VOID(database_.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<void> {
    going = TRY(catalog::find_least_used(session, kBatch));
    for (const catalog::LeastUsedRendition& r : going) {
      if (evicted.bytes >= excess) break;
      TRY_VOID(catalog::remove_rendition(session, r.key.tenant, r.key.image, r.key.version, r.key.spec));
      ++evicted.renditions;
      evicted.bytes += r.bytes;
    }
    return {};
  }));
  going.resize(static_cast<std::size_t>(evicted.renditions));
  for (const auto& [tenant, names] : names_by_tenant(going)) TRY_VOID(blobs_.remove(tenant, names));
  return evicted;
}

Result<std::int64_t> RenditionBudget::evict(std::int64_t excess) {
  std::int64_t renditions = 0;
  while (excess > 0) {
    const Evicted evicted = TRY(evict_some(excess));
    if (evicted.renditions == 0) break;
    renditions += evicted.renditions;
    excess -= evicted.bytes;
    observe::count("pictor_renditions_evicted_total", {}, static_cast<double>(evicted.renditions));
  }
  return renditions;
}

Result<std::int64_t> RenditionBudget::measure() {
  return database_.read([](sql::Session& session) { return catalog::sum_renditions(session); });
}

Result<std::int64_t> RenditionBudget::write_and_evict() {
  TRY_VOID(write_uses());
  {
    const std::lock_guard lock(mutex_);
    estimate_ = 0;  // what is kept from here on is counted twice at worst
  }
  std::int64_t bytes = TRY(measure());
  std::int64_t renditions = 0;
  if (bytes > most_) {
    renditions = TRY(evict(bytes - (most_ - most_ / 10)));
    bytes = TRY(measure());
  }
  observe::set_gauge("pictor_rendition_bytes", {}, static_cast<double>(bytes));
  const std::lock_guard lock(mutex_);
  estimate_ += bytes;
  return renditions;
}

Result<std::int64_t> RenditionBudget::settle() {
  if (most_ == 0) return 0;
  const std::lock_guard one(settling_);
  Result<std::int64_t> renditions = write_and_evict();
  if (renditions) return renditions;
  const std::lock_guard lock(mutex_);
  estimate_ = std::max(estimate_, most_ + 1);  // still to be done
  return renditions;
}

/// Sleeps until there is something to do, and does it.
Result<void> RenditionBudget::wait_and_work(const std::stop_token& stop) {
  bool over = false;
  {
    std::unique_lock lock(mutex_);
    over = wake_.wait_for(lock, stop, kInterval, [this] { return is_over(); });
  }
  if (!over) return write_uses();
  TRY(settle());
  return {};
}

void RenditionBudget::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Result<void> done = wait_and_work(stop);
    if (done) continue;
    observe::log_error("renditions.not_settled", done.error());
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, kPause, [] { return false; });
  }
}

}  // namespace pictor::app
