#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/target.h"

namespace pictor::http {

/// Reads the parameters of a query, each at most once, and refuses those that nobody asked for. The first complaint is
/// kept and answered by finish(); until then readers answer nullopt. Errors: kInvalidParameter with the field.
class QueryReader {
 public:
  explicit QueryReader(const Query& query);

  std::optional<std::string> text(std::string_view name, std::size_t max_bytes);
  std::optional<int> integer(std::string_view name, int min, int max);
  std::optional<double> number(std::string_view name, double min, double max);
  /// `true` or `false`.
  std::optional<bool> flag(std::string_view name);
  /// One of a set of names: `read` answers an optional. `expected` completes "must be …".
  template <class Read>
  auto choice(std::string_view name, std::string_view expected, Read read) -> decltype(read(std::string_view())) {
    auto value = find(name);
    if (!value) return std::nullopt;
    auto chosen = read(*value);
    if (!chosen) complain(name, "must be " + std::string(expected));
    return chosen;
  }
  Result<void> finish();

 private:
  std::optional<std::string_view> find(std::string_view name);
  void complain(std::string_view name, std::string message);

  const Query& query_;
  std::set<std::string_view> known_;
  std::optional<Error> complaint_;
};

}  // namespace pictor::http
