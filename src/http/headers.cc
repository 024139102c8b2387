#include "http/headers.h"

#include <algorithm>
#include <atomic>

#include "http/characters.h"

namespace pictor::http {

const Headers::Fields& Headers::fields() const {
  static const Fields kNone;
  return fields_ ? *fields_ : kNone;
}

Headers::Fields& Headers::own() {
  constexpr std::size_t kUsual = 12;
  if (!fields_) {
    fields_ = std::make_shared<Fields>();
    fields_->reserve(kUsual);
  } else if (fields_.use_count() > 1) {
    fields_ = std::make_shared<Fields>(*fields_);
  } else {
    // Who shared them may have read them on another thread until it let go.
    std::atomic_thread_fence(std::memory_order_acquire);
  }
  return *fields_;
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
