#include <cstdio>
#include <cstdlib>

#include "sql/database.h"

namespace pictor::sql {
namespace {

[[noreturn]] void broken_cell(std::size_t column, const char* wanted) {
  std::fprintf(stderr, "sql: column %zu of a row is not %s\n", column, wanted);
  std::abort();
}

const Value& cell_at(const std::vector<Value>& cells, std::size_t column) {
  if (column >= cells.size()) broken_cell(column, "there");
  return cells[column];
}

bool is_null(const Value& cell) { return std::holds_alternative<std::monostate>(cell); }

}  // namespace

std::int64_t Row::integer(std::size_t column) const {
  if (const auto* value = std::get_if<std::int64_t>(&cell_at(cells_, column))) return *value;
  broken_cell(column, "an integer");
}

double Row::real(std::size_t column) const {
  const Value& cell = cell_at(cells_, column);
  if (const auto* value = std::get_if<double>(&cell)) return *value;
  if (const auto* value = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*value);
  broken_cell(column, "a number");
}

const std::string& Row::text(std::size_t column) const {
  if (const auto* value = std::get_if<std::string>(&cell_at(cells_, column))) return *value;
  broken_cell(column, "a text");
}

std::optional<std::int64_t> Row::optional_integer(std::size_t column) const {
  if (is_null(cell_at(cells_, column))) return std::nullopt;
  return integer(column);
}

std::optional<double> Row::optional_real(std::size_t column) const {
  if (is_null(cell_at(cells_, column))) return std::nullopt;
  return real(column);
}

std::optional<std::string> Row::optional_text(std::size_t column) const {
  if (is_null(cell_at(cells_, column))) return std::nullopt;
  return text(column);
}

}  // namespace pictor::sql
