#include "http/known_requests.h"

namespace pictor::http {
namespace {

constexpr std::size_t kMost = 512;
constexpr std::size_t kLongestHead = 2048;

}  // namespace

std::shared_ptr<const Exchange> KnownRequests::find(std::string_view head) const {
  const auto found = by_head_.find(head);
  return found == by_head_.end() ? nullptr : found->second;
}

void KnownRequests::keep(std::string_view head, std::shared_ptr<const Exchange> exchange) {
  if (head.size() > kLongestHead) return;
  if (by_head_.size() == kMost) by_head_.clear();
  by_head_.emplace(head, std::move(exchange));
}

}  // namespace pictor::http
