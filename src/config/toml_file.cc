#include "config/toml_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <toml.hpp>

#include "config/setting_value.h"

namespace pictor::config {
namespace {

Result<std::string> text_of(const std::string& key, const toml::value& value) {
  switch (value.type()) {
    case toml::value_t::string:
      return value.as_string().str;
    case toml::value_t::integer:
      return std::to_string(value.as_integer());
    case toml::value_t::boolean:
      return show_switch(value.as_boolean());
    default:
      return fail_parameter(key, key + " must be a string, a whole number or a boolean");
  }
}

Result<toml::value> parse(const std::string& path, std::istream& file) {
  try {
    return toml::parse(file, path);
  } catch (const toml::syntax_error& error) {
    return fail_parameter("config", path + " line " + std::to_string(error.location().line()) + " is not TOML");
  } catch (const std::exception&) {  // a number that 64 bits cannot hold, a file that is no text
    return fail_parameter("config", path + " is not TOML");
  }
}

}  // namespace

Result<RawSettings> read_toml_file(const std::string& path) {
  // A folder can be opened and has a size that no file has.
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return fail_parameter("config", "cannot read " + path + ": " + (error ? error.message() : "not a file"));
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail_parameter("config", "cannot read " + path + ": " + std::strerror(errno));
  toml::value root = TRY(parse(path, file));
  RawSettings settings;
  for (const auto& [key, value] : root.as_table()) settings[key] = TRY(text_of(key, value));
  return settings;
}

}  // namespace pictor::config
