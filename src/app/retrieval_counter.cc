#include "app/retrieval_counter.h"

#include <utility>
#include <vector>

#include "observe/log.h"

namespace pictor::app {
namespace {

constexpr std::chrono::seconds kInterval{1};
/// Rows of one transaction: other writers wait for it.
constexpr std::size_t kBatch = 500;

}  // namespace

RetrievalCounter::RetrievalCounter(sql::Database& database, const Clock& clock)
    : database_(database), clock_(clock), thread_([this](const std::stop_token& stop) { run(stop); }) {}

RetrievalCounter::~RetrievalCounter() {
  thread_.request_stop();
  thread_.join();
  if (auto flushed = flush(); !flushed) observe::log_error("retrievals.lost", flushed.error());
}

void RetrievalCounter::count(const TenantId& tenant, const ImageId& image, std::string_view preset,
                             std::int64_t bytes) {
  const catalog::Day today = std::chrono::floor<std::chrono::days>(clock_.now());
  const std::lock_guard lock(mutex_);
  auto at = sums_.find(KeyView(tenant.str(), today, image.str(), preset));
  if (at == sums_.end()) at = sums_.emplace(Key(tenant, today, image, std::string(preset)), Sum()).first;
  ++at->second.requests;
  at->second.bytes += bytes;
}

void RetrievalCounter::add(Sums counted) {
  const std::lock_guard lock(mutex_);
  for (auto& [key, sum] : counted) {
    Sum& whole = sums_[key];
    whole.requests += sum.requests;
    whole.bytes += sum.bytes;
  }
}

Result<void> RetrievalCounter::flush() {
  Sums counted;
  {
    const std::lock_guard lock(mutex_);
    counted = std::exchange(sums_, {});
  }
  while (!counted.empty()) {
    std::vector<catalog::Retrievals> batch;
    auto end = counted.begin();
    for (; end != counted.end() && batch.size() < kBatch; ++end) {
      const auto& [tenant, day, image, preset] = end->first;
      batch.push_back({tenant, day, image, preset, end->second.requests, end->second.bytes});
    }
    auto written = database_.write(sql::Durability::kRelaxed,
                                   [&](sql::Session& session) { return catalog::add_retrievals(session, batch); });
    if (!written) {
      add(std::move(counted));
      return written;
    }
    counted.erase(counted.begin(), end);
  }
  return {};
}

void RetrievalCounter::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, kInterval, [] { return false; });
    }
    if (auto flushed = flush(); !flushed) observe::log_error("retrievals.delayed", flushed.error());
  }
}

}  // namespace pictor::app
