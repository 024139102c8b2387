#include "http/json/object_reader.h"

#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <vector>

namespace pictor::http {
namespace {

namespace json = boost::json;
using boost::system::error_code;

constexpr std::size_t kMaxDepth = 32;

/// Sees every member name as it is parsed. json::parse() keeps the last of two, which lets a checker and a user of one
/// body see different values.
struct DuplicateFinder {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  std::vector<std::set<std::string>> open;
  std::string key;
  std::string duplicate;

  bool on_object_begin(error_code&) {
    open.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    open.pop_back();
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, error_code&) {
    key.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, error_code& error) {
    key.append(part.data(), part.size());
    if (!open.back().insert(key).second) {
      duplicate = key;
      error = json::make_error_code(json::error::syntax);
      return false;
    }
    key.clear();
    return true;
  }
  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_string_part(json::string_view, std::size_t, error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, error_code&) { return true; }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, error_code&) { return true; }
  bool on_double(double, json::string_view, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }
};

}  // namespace

Result<json::object> parse_json_object(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  error_code error;
  json::basic_parser<DuplicateFinder> scan(options);
  scan.write_some(/*more=*/false, text.data(), text.size(), error);
  if (!scan.handler().duplicate.empty())
    return std::unexpected(Error{.code = ErrorCode::kInvalidRequest,
                                 .message = "a member is given twice",
                                 .field = scan.handler().duplicate.substr(0, 64)});
  json::value value = error ? json::value() : json::parse(text, error, {}, options);
  if (error) return fail(ErrorCode::kInvalidRequest, "the body is not JSON, or nested too deep");
  if (!value.is_object()) return fail(ErrorCode::kInvalidRequest, "the body must be a JSON object");
  return std::move(value.get_object());
}

const json::value* ObjectReader::find(std::string_view name) {
  known_.emplace(name);
  return object_.if_contains(json::string_view(name.data(), name.size()));
}

bool ObjectReader::has(std::string_view name) { return find(name) != nullptr; }

bool ObjectReader::is_null(std::string_view name) {
  const json::value* value = find(name);
  return value && value->is_null();
}

std::optional<std::string> ObjectReader::text(std::string_view name) {
  const json::value* value = find(name);
  if (!value) return std::nullopt;
  if (const json::string* string = value->if_string()) return std::string(string->data(), string->size());
  complain(name, "must be a string");
  return std::nullopt;
}

std::optional<int> ObjectReader::integer(std::string_view name, int min, int max) {
  const json::value* value = find(name);
  if (!value) return std::nullopt;
  const std::int64_t* number = value->if_int64();
  if (number && *number >= min && *number <= max) return static_cast<int>(*number);
  complain(name, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<double> ObjectReader::number(std::string_view name, double min, double max) {
  const json::value* value = find(name);
  if (!value) return std::nullopt;
  error_code error;
  double number = value->is_number() ? value->to_number<double>(error) : max + 1;
  if (number >= min && number <= max) return number;
  complain(name, "must be a number from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<bool> ObjectReader::flag(std::string_view name) {
  const json::value* value = find(name);
  if (!value) return std::nullopt;
  if (const bool* flag = value->if_bool()) return *flag;
  complain(name, "must be true or false");
  return std::nullopt;
}

std::optional<std::vector<std::string>> ObjectReader::texts(std::string_view name) {
  const json::value* value = find(name);
  if (!value) return std::nullopt;
  std::vector<std::string> texts;
  const json::array* array = value->if_array();
  for (std::size_t i = 0; array && i < array->size(); ++i)
    if (const json::string* string = (*array)[i].if_string()) texts.emplace_back(string->data(), string->size());
  if (array && texts.size() == array->size()) return texts;
  complain(name, "must be a list of strings");
  return std::nullopt;
}

const json::object* ObjectReader::object(std::string_view name) {
  const json::value* value = find(name);
  if (!value) return nullptr;
  if (const json::object* object = value->if_object()) return object;
  complain(name, "must be an object");
  return nullptr;
}

void ObjectReader::complain(std::string_view name, std::string message) {
  if (complaint_) return;
  std::string field(name.substr(0, 64));
  complaint_ = Error{.code = ErrorCode::kInvalidParameter, .message = field + " " + message, .field = field};
}

Result<void> ObjectReader::finish() {
  for (const auto& member : object_)
    if (std::string_view key(member.key().data(), member.key().size()); !known_.contains(key))
      complain(key, "is not a member of this body");
  if (complaint_) return std::unexpected(*complaint_);
  return {};
}

}  // namespace pictor::http
