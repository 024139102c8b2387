#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/json/json_fwd.h"

namespace pictor::http {

/// Parses a request body that must be one JSON object: at most 32 deep, no member twice in any object, UTF-8.
/// Errors: kInvalidRequest, with the field where a member is at fault.
Result<boost::json::object> parse_json_object(std::string_view text);

/// Reads the members of an object, each as one type, and refuses those that nobody asked for. The first complaint is
/// kept and answered by finish(); until then readers answer nullopt. Errors: kInvalidParameter with the field.
class ObjectReader {
 public:
  explicit ObjectReader(const boost::json::object& object) : object_(object) {}

  bool has(std::string_view name);
  bool is_null(std::string_view name);
  std::optional<std::string> text(std::string_view name);
  std::optional<int> integer(std::string_view name, int min, int max);
  std::optional<double> number(std::string_view name, double min, double max);
  std::optional<bool> flag(std::string_view name);
  std::optional<std::vector<std::string>> texts(std::string_view name);  ///< an array of strings
  const boost::json::object* object(std::string_view name);
  /// One of a set of names, as in QueryReader.
  template <class Read>
  auto choice(std::string_view name, std::string_view expected, Read read) -> decltype(read(std::string_view())) {
    auto value = text(name);
    if (!value) return std::nullopt;
    auto chosen = read(*value);
    if (!chosen) complain(name, "must be " + std::string(expected));
    return chosen;
  }
  void complain(std::string_view name, std::string message);
  Result<void> finish();

 private:
  const boost::json::value* find(std::string_view name);

  const boost::json::object& object_;
  std::set<std::string, std::less<>> known_;
  std::optional<Error> complaint_;
};

}  // namespace pictor::http
