#include "cdn/dispatcher.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/encoding.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace pictor::cdn {
namespace {

/// Purges looked at for one batch where they are to become fewer items.
constexpr int kFrugalLimit = 5'000;
/// Parts of the budget at which somebody must hear of it.
constexpr std::array kAlarmPercents = {80, 100};

std::string month_of(Time now) {
  return format_rfc3339(now).substr(0, 7);  // `2026-11`
}

int count_wildcards(const std::vector<BatchItem>& items) {
  return static_cast<int>(std::ranges::count_if(items, [](const BatchItem& item) { return is_wildcard(item.text); }));
}

void count_batch(std::string_view outcome) { observe::count("pictor_cdn_batches_total", {{"outcome", outcome}}); }

/// What a batch that failed needs.
enum class Remedy { kTime, kSettings, kNewId, kOtherItems };

Remedy remedy_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::kForbidden:
    case ErrorCode::kNotFound:
      return Remedy::kSettings;
    case ErrorCode::kConflict:
      return Remedy::kNewId;
    case ErrorCode::kInvalidRequest:
    case ErrorCode::kTooLarge:
      return Remedy::kOtherItems;
    default:
      return Remedy::kTime;
  }
}

}  // namespace

Dispatcher::Dispatcher(sql::Database& database, PurgeTarget& target, const Clock& clock, RandomSource& random,
                       const DispatchOptions& options)
    : database_(database),
      target_(target),
      clock_(clock),
      random_(random),
      options_(options),
      name_(target.name()),
      tokens_(options.items_per_second, std::max(1.0, options.items_per_second), clock.now()) {}

Result<void> Dispatcher::start() {
  TRY(database_.write(sql::Durability::kRelaxed,
                      [&](sql::Session& session) { return hasten_batches(session, name_, clock_.now()); }));
  if (options_.monthly_items == 0) return {};
  const std::int64_t used = TRY(database_.write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    return use_items(session, name_, month_of(clock_.now()), 0);
  }));
  observe::set_gauge("pictor_cdn_month_budget", {}, static_cast<double>(options_.monthly_items));
  observe::set_gauge("pictor_cdn_month_items", {}, static_cast<double>(used));
  return {};
}

Result<Time> Dispatcher::step() {
  const auto read = [&](sql::Session& session) { return stored_batches(session, name_); };
  std::vector<StoredBatch> stored = TRY(database_.read(read));
  const std::optional<Time> ripe = TRY(form_batch(stored));
  stored = TRY(database_.read(read));
  for (const StoredBatch& batch : stored) {
    if (batch.due <= clock_.now()) TRY_VOID(advance(batch));
  }
  Time next = clock_.now() + options_.idle;
  if (ripe) next = std::min(next, *ripe);
  for (const StoredBatch& batch : TRY(database_.read(read))) next = std::min(next, batch.due);
  return next;
}

/// Items that may be sent now.
int Dispatcher::room(const std::vector<StoredBatch>& stored) {
  int in_flight = 0;
  for (const StoredBatch& batch : stored) in_flight += static_cast<int>(batch.batch.items.size());
  return std::min({options_.max_items, options_.in_flight_items - in_flight, tokens_.available(clock_.now())});
}

/// A batch of what has waited long enough, unless one is still unsent: while the cache takes nothing, purges gather and
/// become fewer. Answers when what waits will have waited long enough.
Result<std::optional<Time>> Dispatcher::form_batch(const std::vector<StoredBatch>& stored) {
  if (std::ranges::any_of(stored, [](const StoredBatch& batch) { return !batch.receipt; })) return std::nullopt;
  const int items = room(stored);
  int wildcards = options_.in_flight_wildcards;
  for (const StoredBatch& batch : stored) wildcards -= count_wildcards(batch.batch.items);
  const Time now = clock_.now();
  if (items < 1 || wildcards < 1) return now + options_.coalesce;
  const auto peek = [&](sql::Session& session) { return waiting_purges(session, name_, 1, now); };
  const WaitingPurges first = TRY(database_.read(peek));
  if (first.purges.empty()) return std::nullopt;
  if (first.oldest + options_.coalesce > now) return first.oldest + options_.coalesce;
  WaitingPurges waiting;
  // The budget is looked at, charged and kept with the batch in one transaction.
  const auto take = [&](sql::Session& session) -> Result<std::optional<Time>> {
    auto allowed = static_cast<std::size_t>(items);
    std::chrono::milliseconds coalesce = options_.coalesce;
    int limit = items;
    if (options_.monthly_items > 0) {
      const std::int64_t left = options_.monthly_items - TRY(use_items(session, name_, month_of(now), 0));
      if (left < items) {
        allowed = static_cast<std::size_t>(std::max<std::int64_t>(left, 1));
        limit = kFrugalLimit;
      }
      if (left < 1) coalesce = options_.frugal_coalesce;
    }
    waiting = TRY(waiting_purges(session, name_, limit, now));
    if (waiting.purges.empty()) return std::nullopt;
    if (waiting.oldest + coalesce > now) return waiting.oldest + coalesce;
    const StoredBatch batch = make_batch(waiting.purges, allowed, wildcards, waiting.oldest);
    TRY_VOID(put_batch(session, name_, waiting.purges, batch));
    TRY_VOID(charge(session, std::ssize(batch.batch.items)));
    tokens_.take(static_cast<int>(batch.batch.items.size()));
    return now;
  };
  const std::optional<Time> due = TRY(database_.write(sql::Durability::kAcknowledged, take));
  for (const Purge& purge : waiting.purges) options_.forget_here(purge.item);
  return due;
}

StoredBatch Dispatcher::make_batch(std::vector<Purge> purges, std::size_t allowed, int wildcards, Time oldest) {
  std::vector<BatchItem> items;
  for (const Purge& purge : economise(std::move(purges), allowed)) {
    BatchItem item{target_.spell(purge), purge.staleness};
    const auto same = std::ranges::find(items, item.text, &BatchItem::text);
    if (same == items.end()) {
      items.push_back(std::move(item));
    } else if (item.staleness == Staleness::kNever) {
      same->staleness = Staleness::kNever;
    }
  }
  if (count_wildcards(items) > wildcards) items = everything();
  return {.batch = {.id = new_id(), .items = std::move(items)}, .receipt = {}, .due = clock_.now(), .oldest = oldest};
}

Result<void> Dispatcher::charge(sql::Session& session, std::int64_t items) {
  observe::count("pictor_cdn_items_total", {}, static_cast<double>(items));
  tell_budget(TRY(use_items(session, name_, month_of(clock_.now()), items)), items);
  return {};
}

void Dispatcher::tell_budget(std::int64_t used, std::int64_t added) const {
  if (options_.monthly_items == 0) return;
  observe::set_gauge("pictor_cdn_month_items", {}, static_cast<double>(used));
  for (const int percent : kAlarmPercents) {
    const std::int64_t bound = options_.monthly_items * percent / 100;
    if (used < bound || used - added >= bound) continue;
    observe::count("pictor_cdn_budget_alarms_total", {{"percent", percent == 100 ? "100" : "80"}});
    observe::log(percent == 100 ? observe::Level::kError : observe::Level::kWarning, "cdn.budget",
                 {{"target", name_}, {"percent", percent}, {"used", used}, {"budget", options_.monthly_items}});
  }
}

Result<void> Dispatcher::advance(StoredBatch stored) {
  return stored.receipt ? ask(std::move(stored)) : send(std::move(stored));
}

Result<void> Dispatcher::send(StoredBatch stored) {
  const auto receipt = target_.submit(stored.batch, std::chrono::steady_clock::now() + options_.call_timeout);
  if (!receipt) {
    switch (remedy_for(receipt.error().code)) {
      case Remedy::kTime:
        return try_later(std::move(stored), receipt.error());
      case Remedy::kSettings:
        return wait_for_settings(std::move(stored), receipt.error());
      case Remedy::kNewId:
        return replace(stored, stored.batch.items, receipt.error());
      case Remedy::kOtherItems:
        if (stored.batch.items == everything()) return wait_for_settings(std::move(stored), receipt.error());
        return replace(stored, everything(), receipt.error());
    }
  }
  if (receipt->empty()) return finish(stored);
  count_batch("accepted");
  stored.receipt = *receipt;
  stored.attempts = 0;
  stored.due = clock_.now() + options_.question;
  return keep(stored, "");
}

Result<void> Dispatcher::ask(StoredBatch stored) {
  const auto done = target_.is_completed(*stored.receipt, std::chrono::steady_clock::now() + options_.call_timeout);
  if (done && *done) return finish(stored);
  if (done) {
    stored.attempts = 0;
    stored.due = clock_.now() + options_.question;
    return keep(stored, "");
  }
  if (done.error().code == ErrorCode::kForbidden) {
    // What was accepted is carried out whether or not we may ask about it; waiting for an answer would end in none
    // being sent any more.
    observe::log_error("cdn.question_refused", done.error(), {{"target", name_}, {"batch", stored.batch.id}});
    return finish(stored);
  }
  if (done.error().code == ErrorCode::kGone) stored.receipt.reset();
  return try_later(std::move(stored), done.error());
}

Result<void> Dispatcher::finish(const StoredBatch& stored) {
  TRY_VOID(database_.write(sql::Durability::kRelaxed,
                           [&](sql::Session& session) { return remove_batch(session, name_, stored.batch.id); }));
  count_batch("done");
  const std::chrono::duration<double> took = clock_.now() - stored.oldest;
  observe::observe("pictor_cdn_purge_seconds", {}, took.count());
  return {};
}

Result<void> Dispatcher::keep(const StoredBatch& stored, const std::string& error) {
  return database_.write(sql::Durability::kRelaxed,
                         [&](sql::Session& session) { return update_batch(session, name_, stored, error); });
}

Result<void> Dispatcher::try_later(StoredBatch stored, const Error& error) {
  count_batch("retried");
  ++stored.attempts;
  stored.due = clock_.now() + delay(stored.attempts);
  observe::log(observe::Level::kWarning, "cdn.purge_delayed",
               {{"target", name_},
                {"batch", stored.batch.id},
                {"attempt", stored.attempts},
                {"message", error.message},
                {"cause", error.cause}});
  return keep(stored, error.message);
}

/// Nothing that we could do by ourselves would help, and nothing is thrown away: somebody is called, and it is tried
/// again now and then.
Result<void> Dispatcher::wait_for_settings(StoredBatch stored, const Error& error) {
  count_batch("refused");
  ++stored.attempts;
  stored.due = clock_.now() + options_.settings_delay;
  observe::log_error("cdn.purge_refused", error, {{"target", name_}, {"batch", stored.batch.id}});
  return keep(stored, error.message);
}

/// Another batch in the place of one that the cache will never take.
Result<void> Dispatcher::replace(const StoredBatch& stored, std::vector<BatchItem> items, const Error& error) {
  count_batch("replaced");
  observe::log_error("cdn.batch_replaced", error,
                     {{"target", name_}, {"batch", stored.batch.id}, {"items", std::ssize(items)}});
  StoredBatch next{.batch = {.id = new_id(), .items = std::move(items)},
                   .receipt = {},
                   .due = clock_.now() + delay(1),
                   .oldest = stored.oldest};
  return database_.write(sql::Durability::kAcknowledged, [&](sql::Session& session) -> Result<void> {
    TRY_VOID(remove_batch(session, name_, stored.batch.id));
    TRY_VOID(put_batch(session, name_, {}, next));
    return charge(session, std::ssize(next.batch.items));
  });
}

/// From `min_delay` up to that doubled with each attempt, at random: caches that failed together are not asked
/// together.
std::chrono::milliseconds Dispatcher::delay(int attempts) {
  const auto longest = std::min(options_.min_delay * (1 << std::clamp(attempts, 0, 16)), options_.max_delay);
  std::array<std::uint8_t, 4> bytes{};
  random_.fill(bytes);
  const std::uint32_t drawn = (bytes[0] << 24u) | (bytes[1] << 16u) | (bytes[2] << 8u) | bytes[3];
  const std::int64_t span = std::max<std::int64_t>((longest - options_.min_delay).count(), 0);
  return options_.min_delay + std::chrono::milliseconds(drawn % (span + 1));
}

std::string Dispatcher::new_id() {
  std::array<std::uint8_t, 16> bytes{};
  random_.fill(bytes);
  return "pictor-" + to_hex(bytes);
}

std::vector<BatchItem> Dispatcher::everything() const {
  const Purge all = purge_everything();
  return {{target_.spell(all), all.staleness}};
}

}  // namespace pictor::cdn
