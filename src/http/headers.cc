#include "http/headers.h"

#include <algorithm>
#include <atomic>

#include "http/characters.h"

namespace pictor::http {

const Headers::Fields& Headers::fields() const {
  static const Fields kNone;
  return block_ ? block_->fields : kNone;
}

Headers::Fields& Headers::own() {
  constexpr std::size_t kUsual = 12;
  if (!block_) {
    block_ = std::make_shared<Block>();
    block_->fields.reserve(kUsual);
  } else if (block_.use_count() > 1) {
    block_ = std::make_shared<Block>(Block{.fields = block_->fields, .prepared = {}});
  } else {
    // Who shared them may have read them on another thread until it let go.
    std::atomic_thread_fence(std::memory_order_acquire);
  }
  block_->prepared.clear();
  return block_->fields;
}

void Headers::append_to(std::string& section) const {
  if (block_ && !block_->prepared.empty()) {
    section += block_->prepared;
    return;
  }
  for (const auto& [name, value] : fields()) section.append(name).append(": ").append(value).append("\r\n");
}

void Headers::prepare() {
  std::string text;
  append_to(text);
  own();
  block_->prepared = std::move(text);
}

void Headers::set(std::string_view name, std::string value) {
  Fields& fields = own();
  std::erase_if(fields, [&](const auto& field) { return equals_ignoring_case(field.first, name); });
  fields.emplace_back(std::string(name), std::move(value));
}

std::size_t Headers::count(std::string_view name) const {
  auto same = std::ranges::count_if(fields(), [&](const auto& f) { return equals_ignoring_case(f.first, name); });
  return static_cast<std::size_t>(same);
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [field, value] : fields())
    if (equals_ignoring_case(field, name)) return value;
  return std::nullopt;
}

std::string Headers::joined(std::string_view name) const {
  std::string all;
  for (const auto& [field, value] : fields()) {
    if (!equals_ignoring_case(field, name)) continue;
    if (!all.empty()) all += ", ";
    all += value;
  }
  return all;
}

bool list_has_token(std::string_view list, std::string_view token) {
  while (!list.empty())
    if (equals_ignoring_case(trimmed(take_until(list, ',')), token)) return true;
  return false;
}

}  // namespace pictor::http
