#include "blobs/s3/s3_location.h"

#include <algorithm>
#include <optional>

namespace pictor::blobs {
namespace {

constexpr std::string_view kScheme = "s3://";

std::unexpected<Error> complaint(std::string_view why) {
  return fail_parameter(
      "blobs", "blobs must be s3://<bucket>/<prefix>?endpoint=…&region=…&path_style=true: " + std::string(why));
}

/// Bucket naming rules of S3, those that matter for a host name.
bool is_bucket_name(std::string_view name) {
  const auto fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
  return name.size() >= 3 && name.size() <= 63 && std::ranges::all_of(name, fine) && name.front() != '-' &&
         name.front() != '.' && name.back() != '-' && name.back() != '.';
}

bool is_key_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F && c != '?' && c != '#' && c != '\\'; });
}

/// `http://host:port` in parts, without a path.
Result<void> set_endpoint(S3Location& location, std::string_view endpoint) {
  for (const std::string_view scheme : {"https", "http"}) {
    const std::string start = std::string(scheme) + "://";
    if (!endpoint.starts_with(start)) continue;
    std::string_view authority = endpoint.substr(start.size());
    if (authority.ends_with('/')) authority.remove_suffix(1);
    if (authority.empty() || authority.find_first_of("/@?#") != std::string_view::npos) break;
    location.scheme = scheme;
    location.authority = authority;
    return {};
  }
  return complaint("endpoint must be http(s)://host or http(s)://host:port");
}

Result<void> set_option(S3Location& location, std::string_view name, std::string_view value) {
  if (name == "endpoint") return set_endpoint(location, value);
  if (name == "region" && !value.empty()) {
    location.region = value;
    return {};
  }
  if (name == "path_style" && (value == "true" || value == "false")) {
    location.path_style = value == "true";
    return {};
  }
  return complaint(std::string(name) + " is unknown or has a wrong value");
}

}  // namespace

Result<S3Location> parse_s3_location(std::string_view url) {
  if (!url.starts_with(kScheme)) return complaint("it begins otherwise");
  url.remove_prefix(kScheme.size());
  const std::size_t question = url.find('?');
  std::string_view path = url.substr(0, question);
  std::string_view options = question == std::string_view::npos ? "" : url.substr(question + 1);
  S3Location location;
  location.bucket = path.substr(0, path.find('/'));
  if (!is_bucket_name(location.bucket)) return complaint("the bucket's name is not one");
  path.remove_prefix(std::min(path.size(), location.bucket.size() + 1));
  if (!is_key_text(path) || path.starts_with('/') || path.find("//") != std::string_view::npos) {
    return complaint("the prefix is not one");
  }
  location.prefix = path;
  if (!location.prefix.empty() && !location.prefix.ends_with('/')) location.prefix += '/';
  while (!options.empty()) {
    const std::string_view option = options.substr(0, options.find('&'));
    const std::size_t equals = option.find('=');
    if (equals == std::string_view::npos) return complaint("an option without a value");
    TRY_VOID(set_option(location, option.substr(0, equals), option.substr(equals + 1)));
    options.remove_prefix(std::min(options.size(), option.size() + 1));
  }
  if (location.authority.empty()) location.authority = "s3." + location.region + ".amazonaws.com";
  return location;
}

}  // namespace pictor::blobs
