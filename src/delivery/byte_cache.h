#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace pictor::delivery {

/// What a cache has done so far.
struct CacheCounts {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t evictions = 0;
  std::size_t entries = 0;
  std::size_t bytes = 0;
};

/// When something was begun: see ByteCache::begin().
struct CacheTicket {
  std::uint64_t invalidations = 0;
};

/// A cache of shared values, bounded in bytes, that a scan does not empty: S3-FIFO (Yang, Zhang, Qiu, Yue, Vinayak:
/// "FIFO queues are all you need for cache eviction", SOSP 2023). What comes new waits in a small queue, of a tenth of
/// the bytes, and gets into the main one only when it was asked for again before it fell out, or soon after.
/// Every value belongs to groups (a tenant, an image, a preset), all values of which can be dropped at once.
/// Any thread.
class ByteCache {
 public:
  using Value = std::shared_ptr<const void>;

  /// `max_bytes` 0: nothing is ever kept.
  explicit ByteCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}
  ByteCache(const ByteCache&) = delete;
  ByteCache& operator=(const ByteCache&) = delete;

  /// nullptr when it is not there.
  Value find(std::string_view key);

  /// To be taken before the facts are read from which a value is made.
  CacheTicket begin() const;
  /// Keeps a value of `bytes` bytes, its key included, unless one of its groups was invalidated since `ticket` was
  /// taken: it may have been made of what is no more. A value larger than a tenth of the cache is not kept.
  void insert(CacheTicket ticket, std::string key, std::vector<std::string> groups, std::size_t bytes, Value value);
  /// Drops every value of the group, and those of it that are still being made.
  void invalidate(std::string_view group);

  CacheCounts counts() const;

 private:
  struct Entry {
    std::string key;
    std::vector<std::string> groups;
    std::size_t bytes = 0;
    Value value;
    int uses = 0;  ///< since it was queued, up to kMaxUses
    bool in_main = false;
    std::list<Entry>::iterator self;
  };
  using Queue = std::list<Entry>;

  /// Keys that fell out of the small queue not long ago, by their hashes: one in 2^64 is taken for another.
  class Ghosts {
   public:
    void add(std::uint64_t hash, std::size_t max_count);
    bool take(std::uint64_t hash);

   private:
    std::list<std::uint64_t> order_;
    std::unordered_map<std::uint64_t, std::list<std::uint64_t>::iterator> places_;
  };

  bool is_outdated(CacheTicket ticket, const std::vector<std::string>& groups) const;
  void make_room();
  void shrink_small();
  void shrink_main();
  void move_to_main(Queue::iterator entry);
  void drop(Queue::iterator entry);

  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  Queue small_;  ///< newest first
  Queue main_;   ///< newest first
  std::size_t small_bytes_ = 0;
  std::size_t main_bytes_ = 0;
  std::unordered_map<std::string_view, Queue::iterator> entries_;  ///< by the keys in the queues
  std::unordered_map<std::string, std::unordered_set<Entry*>> groups_;
  Ghosts ghosts_;
  std::uint64_t invalidations_ = 0;
  std::list<std::pair<std::uint64_t, std::string>> recent_invalidations_;  ///< newest first, up to a bound
  CacheCounts counts_;
};

}  // namespace pictor::delivery
