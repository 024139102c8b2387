#pragma once
// What the records' members become in a statement, and how a row is read back, column after column.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "sql/database.h"

namespace pictor::sql {

/// Milliseconds since 1970 in UTC.
inline Value cell(Time time) { return Value(std::int64_t{time.time_since_epoch().count()}); }
/// 0 or 1. A template, so that nothing is silently converted to a boolean.
template <std::same_as<bool> Boolean>
Value cell(Boolean value) {
  return Value(std::int64_t{value ? 1 : 0});
}
/// A nullopt becomes NULL.
template <class T>
Value cell(const std::optional<T>& value) {
  if (!value) return Value();
  if constexpr (requires { cell(*value); }) {
    return cell(*value);
  } else {
    return Value(*value);
  }
}

/// Reads the cells of one row from left to right, so that a list of columns and its reader are compared line by line.
class CellReader {
 public:
  explicit CellReader(const Row& row) : row_(row) {}
  std::int64_t integer() { return row_.integer(next_++); }
  int small_integer() { return static_cast<int>(row_.integer(next_++)); }
  bool boolean() { return row_.integer(next_++) != 0; }
  double real() { return row_.real(next_++); }
  const std::string& text() { return row_.text(next_++); }
  Time time() { return Time(std::chrono::milliseconds(integer())); }
  std::optional<double> optional_real() { return row_.optional_real(next_++); }
  std::optional<std::int64_t> optional_integer() { return row_.optional_integer(next_++); }
  std::optional<std::string> optional_text() { return row_.optional_text(next_++); }
  std::optional<Time> optional_time() {
    std::optional<std::int64_t> millis = row_.optional_integer(next_++);
    if (!millis) return std::nullopt;
    return Time(std::chrono::milliseconds(*millis));
  }

 private:
  const Row& row_;
  std::size_t next_ = 0;
};

}  // namespace pictor::sql
