#include "http/net/outgoing.h"

#include <algorithm>

namespace pictor::http {

Outgoing::Outgoing(std::string_view head, const Response& response, bool is_head, std::int64_t sent)
    : head_(head), sent_(sent) {
  if (is_head) return;
  if (auto* text = std::get_if<std::string>(&response.body)) text_ = *text;
  if (auto* fixed = std::get_if<StaticBody>(&response.body)) text_ = fixed->text;
  auto* blob = std::get_if<BlobBody>(&response.body);
  if (!blob) return;
  if (blob->fd >= 0) {
    file_ = blob;
  } else {
    text_ = blob->bytes;
  }
}

bool Outgoing::go_at_once(Transport& transport) {
  const auto before_file = static_cast<std::int64_t>(head_.size() + text_.size());
  sent_ = transport.send_at_once(head_, text_, /*more=*/file_ != nullptr);
  if (sent_ < before_file) return false;
  if (!file_) return true;
  sent_ += transport.send_file_at_once(file_->fd, file_->offset, file_->length);
  return sent_ == before_file + file_->length;
}

asio::awaitable<bool> Outgoing::finish(Transport& transport) {
  const auto before_file = static_cast<std::int64_t>(head_.size() + text_.size());
  if (!co_await transport.send(head_, text_, /*more=*/file_ != nullptr, sent_)) co_return false;
  if (!file_) co_return true;
  const std::int64_t begun = std::max<std::int64_t>(0, sent_ - before_file);
  co_return co_await transport.send_file(file_->fd, file_->offset + begun, file_->length - begun);
}

}  // namespace pictor::http
