#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "aws/credentials.h"

namespace pictor::aws {
namespace {

constexpr std::string_view kEcsAgent = "http://169.254.170.2";
constexpr std::string_view kInstanceMetadata = "http://169.254.169.254";
constexpr std::string_view kRolePath = "/latest/meta-data/iam/security-credentials/";
constexpr std::chrono::seconds kPatience{5};
constexpr int kOk = 200;
constexpr int kNotFound = 404;

Deadline soon() { return std::chrono::steady_clock::now() + kPatience; }

std::unexpected<Error> failure(std::string cause) {
  return fail(ErrorCode::kStorageUnavailable, "the storage is not available", std::move(cause));
}

std::string text_of(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

/// The document that both agents answer with.
Result<ExpiringCredentials> parse_credentials(const std::vector<std::uint8_t>& body) {
  boost::system::error_code error;
  const boost::json::value document = boost::json::parse(as_text(body), error);
  if (error || !document.is_object()) return failure("AWS credentials that are no JSON object");
  const boost::json::object& object = document.get_object();
  ExpiringCredentials found{.credentials = {.access_key = text_of(object, "AccessKeyId"),
                                            .secret_key = text_of(object, "SecretAccessKey"),
                                            .session_token = text_of(object, "Token")},
                            .expires = {}};
  if (found.credentials.access_key.empty() || found.credentials.secret_key.empty()) {
    return failure("AWS credentials without their keys");
  }
  if (const std::string expiry = text_of(object, "Expiration"); !expiry.empty()) {
    found.expires = TRY(parse_rfc3339(expiry));
  }
  return found;
}

/// https anywhere; http only where the agents are: this machine, ECS, EKS (v4 and v6).
bool may_be_asked(std::string_view uri) {
  if (uri.starts_with("https://")) return true;
  constexpr std::string_view kHosts[] = {"http://127.0.0.1", "http://localhost",      "http://[::1]",
                                         kEcsAgent,          "http://169.254.170.23", "http://[fd00:ec2::23]"};
  for (const std::string_view host : kHosts) {
    if (!uri.starts_with(host)) continue;
    const std::string_view rest = uri.substr(host.size());
    if (rest.empty() || rest.front() == ':' || rest.front() == '/') return rest.find('@') == std::string_view::npos;
  }
  return false;
}

/// The token of the environment, or the content of the file that it names, which is rotated under us.
std::string authorization_of(const Environment& environment) {
  const std::string path = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  if (path.empty()) return environment("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  std::ifstream file(path);
  std::string token{std::istreambuf_iterator<char>(file), {}};
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.pop_back();
  return token;
}

}  // namespace

Result<std::optional<ExpiringCredentials>> from_container(net::HttpClient& client, const Environment& environment) {
  const std::string relative = environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const std::string uri =
      relative.empty() ? environment("AWS_CONTAINER_CREDENTIALS_FULL_URI") : std::string(kEcsAgent) + relative;
  if (uri.empty()) return std::nullopt;
  if (!may_be_asked(uri)) return failure("AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor of this machine");
  net::HttpRequest request{.url = uri};
  if (std::string token = authorization_of(environment); !token.empty()) {
    request.headers.push_back({"Authorization", std::move(token)});
  }
  const net::HttpAnswer answer = TRY(client.send(request, soon()));
  if (answer.status != kOk) return failure("the container's agent answers " + std::to_string(answer.status));
  return TRY(parse_credentials(answer.body));
}

Result<std::optional<ExpiringCredentials>> from_instance(net::HttpClient& client, const Environment& environment) {
  if (environment("AWS_EC2_METADATA_DISABLED") == "true") return std::nullopt;
  std::string service = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (service.empty()) service = kInstanceMetadata;
  if (service.ends_with('/')) service.pop_back();
  const net::HttpRequest ask_token{.method = "PUT",
                                   .url = service + "/latest/api/token",
                                   .headers = {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}}};
  const Result<net::HttpAnswer> token = client.send(ask_token, soon());
  if (!token || token->status != kOk) return std::nullopt;  // not on an instance
  const std::vector<net::HttpHeader> headers = {{"X-aws-ec2-metadata-token", std::string(as_text(token->body))}};
  const net::HttpAnswer role = TRY(client.send({.url = service + std::string(kRolePath), .headers = headers}, soon()));
  if (role.status == kNotFound) return std::nullopt;  // an instance without a role
  if (role.status != kOk) return failure("the instance's metadata answer " + std::to_string(role.status));
  const std::string name(as_text(role.body).substr(0, as_text(role.body).find('\n')));
  const net::HttpAnswer answer =
      TRY(client.send({.url = service + std::string(kRolePath) + name, .headers = headers}, soon()));
  if (answer.status != kOk) return failure("the instance's metadata answer " + std::to_string(answer.status));
  return TRY(parse_credentials(answer.body));
}

}  // namespace pictor::aws
