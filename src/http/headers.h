#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pictor::http {

/// Header fields in their order; names compare without case. Copies share the fields until one of them is changed.
class Headers {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  void add(std::string name, std::string value) { own().emplace_back(std::move(name), std::move(value)); }
  /// Replaces every field of that name.
  void set(std::string_view name, std::string value);
  bool has(std::string_view name) const { return count(name) > 0; }
  std::size_t count(std::string_view name) const;
  /// The first field's value; nullopt when there is none. Borrowed.
  std::optional<std::string_view> find(std::string_view name) const;
  /// All values of the name joined with `, ` (RFC 9110 section 5.3); empty when there is none.
  std::string joined(std::string_view name) const;

  /// Appends them as they stand in a header section.
  void append_to(std::string& section) const;
  /// Notes what append_to() appends, for fields that are sent again and again. Before they are shared.
  void prepare();

  Fields::const_iterator begin() const { return fields().begin(); }
  Fields::const_iterator end() const { return fields().end(); }
  std::size_t size() const { return fields().size(); }

 private:
  struct Block {
    Fields fields;
    std::string prepared;  ///< the fields as text; empty: not noted
  };
  const Fields& fields() const;
  Fields& own();

  std::shared_ptr<Block> block_;  ///< null: none yet
};

/// Whether a comma-separated list has `token`, without case.
bool list_has_token(std::string_view list, std::string_view token);

}  // namespace pictor::http
