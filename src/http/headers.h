#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pictor::http {

/// Header fields in their order; names compare without case.
class Headers {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  /// Replaces every field of that name.
  void set(std::string_view name, std::string value);
  bool has(std::string_view name) const { return count(name) > 0; }
  std::size_t count(std::string_view name) const;
  /// The first field's value; nullopt when there is none. Borrowed.
  std::optional<std::string_view> find(std::string_view name) const;
  /// All values of the name joined with `, ` (RFC 9110 section 5.3); empty when there is none.
  std::string joined(std::string_view name) const;

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Whether a comma-separated list has `token`, without case.
bool list_has_token(std::string_view list, std::string_view token);

}  // namespace pictor::http
