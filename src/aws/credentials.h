#pragma once
// Where AWS credentials come from, in the order that AWS's own tools look: environment, profile file, container,
// instance.

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "aws/sigv4.h"
#include "base/clock.h"
#include "base/result.h"

namespace pictor::aws {

/// Credentials with the time they end; none: they do not.
struct ExpiringCredentials {
  Credentials credentials;
  std::optional<Time> expires;
};

/// Looks up a variable of the environment; empty where it is not set.
using Environment = std::function<std::string(const std::string& name)>;
Environment process_environment();

/// From AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.
std::optional<Credentials> from_environment(const Environment& environment);
/// From the section AWS_PROFILE (`default`) of AWS_SHARED_CREDENTIALS_FILE (`~/.aws/credentials`).
std::optional<Credentials> from_profile(const Environment& environment);
/// From the agent that AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI names (ECS, EKS). nullopt: none is named.
/// A full URI without TLS must be of this machine or one of the agents' link-local addresses, as AWS's SDKs demand.
Result<std::optional<ExpiringCredentials>> from_container(net::HttpClient& client, const Environment& environment);
/// From the instance's role by IMDSv2, at AWS_EC2_METADATA_SERVICE_ENDPOINT where that is set. nullopt: switched off
/// by AWS_EC2_METADATA_DISABLED, or nobody answers there.
Result<std::optional<ExpiringCredentials>> from_instance(net::HttpClient& client, const Environment& environment);

/// The first of the four that has some, asked again five minutes before they end. Any thread; calls may block on
/// whoever hands them out. Credentials that still count are used when asking again fails.
class CredentialSource {
 public:
  CredentialSource(net::HttpClient& client, const Clock& clock, Environment environment = process_environment());
  /// Errors: kStorageUnavailable when nothing has any.
  Result<Credentials> get();

 private:
  Result<ExpiringCredentials> look() const;

  net::HttpClient& client_;
  const Clock& clock_;
  Environment environment_;
  std::mutex mutex_;
  std::optional<ExpiringCredentials> kept_;
};

}  // namespace pictor::aws
