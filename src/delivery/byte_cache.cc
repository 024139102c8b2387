#include "delivery/byte_cache.h"

#include <algorithm>
#include <functional>

namespace pictor::delivery {
namespace {

constexpr int kMaxUses = 3;
constexpr std::size_t kSmallShare = 10;
/// What was begun before the oldest invalidation that is remembered is not kept.
constexpr std::size_t kRememberedInvalidations = 1024;

std::uint64_t hash_of(std::string_view key) { return std::hash<std::string_view>()(key); }

}  // namespace

void ByteCache::Ghosts::add(std::uint64_t hash, std::size_t max_count) {
  if (places_.contains(hash)) return;
  order_.push_front(hash);
  places_.emplace(hash, order_.begin());
  while (order_.size() > max_count) {
    places_.erase(order_.back());
    order_.pop_back();
  }
}

bool ByteCache::Ghosts::take(std::uint64_t hash) {
  auto place = places_.find(hash);
  if (place == places_.end()) return false;
  order_.erase(place->second);
  places_.erase(place);
  return true;
}

ByteCache::Value ByteCache::find(std::string_view key) {
  const std::lock_guard lock(mutex_);
  auto found = entries_.find(key);
  if (found == entries_.end()) {
    ++counts_.misses;
    return nullptr;
  }
  ++counts_.hits;
  Entry& entry = *found->second;
  entry.uses = std::min(entry.uses + 1, kMaxUses);
  return entry.value;
}

CacheTicket ByteCache::begin() const {
  const std::lock_guard lock(mutex_);
  return {invalidations_};
}

bool ByteCache::is_outdated(CacheTicket ticket, const std::vector<std::string>& groups) const {
  if (invalidations_ - ticket.invalidations > recent_invalidations_.size()) return true;
  for (const auto& [number, group] : recent_invalidations_) {
    if (number <= ticket.invalidations) return false;
    if (std::ranges::find(groups, group) != groups.end()) return true;
  }
  return false;
}

void ByteCache::insert(CacheTicket ticket, std::string key, std::vector<std::string> groups, std::size_t bytes,
                       Value value) {
  const std::lock_guard lock(mutex_);
  if (bytes > max_bytes_ / kSmallShare || is_outdated(ticket, groups)) return;
  if (auto known = entries_.find(key); known != entries_.end()) drop(known->second);
  const bool to_main = ghosts_.take(hash_of(key));
  Queue& queue = to_main ? main_ : small_;
  queue.push_front({std::move(key), std::move(groups), bytes, std::move(value), 0, to_main, {}});
  (to_main ? main_bytes_ : small_bytes_) += bytes;
  auto entry = queue.begin();
  entry->self = entry;
  entries_.emplace(entry->key, entry);
  for (const std::string& group : entry->groups) groups_[group].insert(&*entry);
  make_room();
}

void ByteCache::invalidate(std::string_view group) {
  const std::lock_guard lock(mutex_);
  recent_invalidations_.emplace_front(++invalidations_, group);
  if (recent_invalidations_.size() > kRememberedInvalidations) recent_invalidations_.pop_back();
  auto members = groups_.find(std::string(group));
  if (members == groups_.end()) return;
  const std::vector<Entry*> all(members->second.begin(), members->second.end());
  for (Entry* entry : all) drop(entry->self);
}

void ByteCache::make_room() {
  while (small_bytes_ + main_bytes_ > max_bytes_) {
    if (small_bytes_ > max_bytes_ / kSmallShare || main_.empty()) {
      shrink_small();
    } else {
      shrink_main();
    }
  }
}

void ByteCache::shrink_small() {
  auto oldest = std::prev(small_.end());
  if (oldest->uses > 0) return move_to_main(oldest);
  ghosts_.add(hash_of(oldest->key), entries_.size());
  ++counts_.evictions;
  drop(oldest);
}

void ByteCache::shrink_main() {
  auto oldest = std::prev(main_.end());
  if (oldest->uses > 0) {
    --oldest->uses;
    return main_.splice(main_.begin(), main_, oldest);
  }
  ++counts_.evictions;
  drop(oldest);
}

void ByteCache::move_to_main(Queue::iterator entry) {
  small_bytes_ -= entry->bytes;
  main_bytes_ += entry->bytes;
  entry->uses = 0;
  entry->in_main = true;
  main_.splice(main_.begin(), small_, entry);
}

void ByteCache::drop(Queue::iterator entry) {
  for (const std::string& group : entry->groups) {
    auto members = groups_.find(group);
    members->second.erase(&*entry);
    if (members->second.empty()) groups_.erase(members);
  }
  entries_.erase(entry->key);
  (entry->in_main ? main_bytes_ : small_bytes_) -= entry->bytes;
  (entry->in_main ? main_ : small_).erase(entry);
}

CacheCounts ByteCache::counts() const {
  const std::lock_guard lock(mutex_);
  CacheCounts counts = counts_;
  counts.entries = entries_.size();
  counts.bytes = small_bytes_ + main_bytes_;
  return counts;
}

}  // namespace pictor::delivery
