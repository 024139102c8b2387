#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "http/pipeline.h"

namespace pictor::http {

/// Requests that were answered from memory a moment ago, by the bytes of their heads: a client or proxy sends the same
/// bytes again and again, and what they were read as is then known. Bounded. One thread.
class KnownRequests {
 public:
  /// Null when `head` is not known.
  std::shared_ptr<const Exchange> find(std::string_view head) const;
  /// Keeps what a head without a request id was read as.
  void keep(std::string_view head, std::shared_ptr<const Exchange> exchange);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, std::shared_ptr<const Exchange>, Hash, std::equal_to<>> by_head_;
};

}  // namespace pictor::http
