#pragma once
// The port to one cache that is told to forget: a Varnish server, a CloudFront distribution.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cdn/purge.h"

namespace pictor::cdn {

struct BatchItem {
  std::string text;  ///< as the cache is told: its own spelling
  Staleness staleness = Staleness::kNever;
  bool operator==(const BatchItem&) const = default;
};

/// What is sent at once. The same id has the same items, however often it is sent.
struct PurgeBatch {
  std::string id;
  std::vector<BatchItem> items;
};

/// Calls block; one thread at a time. Errors of submit() and is_completed(): kOverloaded: later, the cache is busy;
/// kForbidden, kNotFound: the cache wants other settings; kInvalidRequest, kTooLarge: not this batch; kConflict: the
/// batch's id is taken; anything else: it could not be asked.
class PurgeTarget {
 public:
  virtual ~PurgeTarget() = default;
  /// Names what waits for this cache: the same after a restart.
  virtual std::string name() const = 0;
  /// How this cache spells a purge. Two that are spelled alike are one.
  virtual std::string spell(const Purge& purge) const = 0;
  /// What left the origin before a change may reach the cache after its purge. nullopt: so be it; else how long after
  /// the change everything has arrived, and what must never be served again is purged once more.
  virtual std::optional<std::chrono::seconds> repeat_after() const = 0;
  /// Answers empty when all is forgotten, else a receipt to ask about. May be called again with the same batch.
  virtual Result<std::string> submit(const PurgeBatch& batch, Deadline deadline) = 0;
  /// Whether what was submitted is done. Errors: kGone when the cache knows nothing of it: submit it again.
  virtual Result<bool> is_completed(const std::string& receipt, Deadline deadline) = 0;
  /// Whether the cache would take purges, without sending one that matters. Answers a few words about it.
  virtual Result<std::string> check(Deadline deadline) = 0;
};

}  // namespace pictor::cdn
