#include <fstream>
#include <map>

#include "aws/credentials.h"

namespace pictor::aws {
namespace {

std::string trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(kSpace) - first + 1));
}

/// `name = value` lines of one `[section]`.
std::map<std::string, std::string> read_section(std::istream& file, const std::string& section) {
  std::map<std::string, std::string> values;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    const std::string text = trimmed(line);
    if (text.starts_with('#') || text.starts_with(';')) continue;
    if (text.starts_with('[')) inside = text == "[" + section + "]";
    const std::size_t equals = text.find('=');
    if (inside && equals != std::string::npos) {
      values[trimmed(text.substr(0, equals))] = trimmed(text.substr(equals + 1));
    }
  }
  return values;
}

std::optional<Credentials> complete(Credentials credentials) {
  if (credentials.access_key.empty() || credentials.secret_key.empty()) return std::nullopt;
  return credentials;
}

}  // namespace

std::optional<Credentials> from_environment(const Environment& environment) {
  return complete({.access_key = environment("AWS_ACCESS_KEY_ID"),
                   .secret_key = environment("AWS_SECRET_ACCESS_KEY"),
                   .session_token = environment("AWS_SESSION_TOKEN")});
}

std::optional<Credentials> from_profile(const Environment& environment) {
  std::string path = environment("AWS_SHARED_CREDENTIALS_FILE");
  if (path.empty()) path = environment("HOME") + "/.aws/credentials";
  std::string profile = environment("AWS_PROFILE");
  if (profile.empty()) profile = "default";
  std::ifstream file(path);
  std::map<std::string, std::string> values = read_section(file, profile);
  return complete({.access_key = values["aws_access_key_id"],
                   .secret_key = values["aws_secret_access_key"],
                   .session_token = values["aws_session_token"]});
}

}  // namespace pictor::aws
