#include "aws/credentials.h"

#include <cstdlib>

namespace pictor::aws {
namespace {

/// AWS asks for new credentials at least five minutes before the old ones end.
constexpr std::chrono::minutes kEarly{5};

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::string {
    const char* value = std::getenv(name.c_str());
    return value != nullptr ? value : "";
  };
}

CredentialSource::CredentialSource(net::HttpClient& client, const Clock& clock, Environment environment)
    : client_(client), clock_(clock), environment_(std::move(environment)) {}

Result<Credentials> CredentialSource::get() {
  // Everybody who needs new ones waits for the one who asks: they could do nothing without.
  const std::scoped_lock lock(mutex_);
  const Time now = clock_.now();
  if (kept_ && (!kept_->expires || *kept_->expires - kEarly > now)) return kept_->credentials;
  Result<ExpiringCredentials> found = look();
  if (found) {
    kept_ = std::move(*found);
  } else if (!kept_ || *kept_->expires <= now) {
    return std::unexpected(std::move(found).error());
  }
  return kept_->credentials;
}

Result<ExpiringCredentials> CredentialSource::look() const {
  if (auto found = from_environment(environment_)) return ExpiringCredentials{std::move(*found), {}};
  if (auto found = from_profile(environment_)) return ExpiringCredentials{std::move(*found), {}};
  if (auto found = TRY(from_container(client_, environment_))) return std::move(*found);
  if (auto found = TRY(from_instance(client_, environment_))) return std::move(*found);
  return fail(ErrorCode::kStorageUnavailable, "the storage is not available",
              "no AWS credentials: neither AWS_ACCESS_KEY_ID, a profile, a container agent nor an instance role");
}

}  // namespace pictor::aws
