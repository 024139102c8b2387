#pragma once
// AWS Signature Version 4 (docs.aws.amazon.com, "Signing AWS API requests"), for stores and edges. Pure; any thread.

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "net/http_client.h"

namespace pictor::aws {

struct Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  ///< of temporary credentials; else empty
};

/// Where a signature counts: `us-east-1` and `s3`, or `cloudfront`.
struct Scope {
  std::string region;
  std::string service;
};

/// Decoded names and values; each is percent-encoded once when it is sent and signed.
using QueryPairs = std::vector<std::pair<std::string, std::string>>;

/// A URL in parts. `path` is decoded and begins with a slash.
struct Target {
  std::string scheme = "https";
  std::string authority;  ///< host, and the port where it is not the scheme's own
  std::string path = "/";
  QueryPairs query;
};
std::string to_url(const Target& target);

/// Hash that says the body is not part of the signature.
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

/// Sets the request's URL and adds x-amz-date, x-amz-content-sha256, x-amz-security-token and Authorization; every
/// header that is there already is signed too. `payload_hash` is the hex SHA-256 of the body, or kUnsignedPayload.
void sign(net::HttpRequest& request, const Target& target, std::string_view payload_hash,
          const Credentials& credentials, const Scope& scope, Time now);

/// A URL that anyone may use with `method` until `lifetime` (at most 7 days, which S3 enforces) is over.
std::string presign(std::string_view method, Target target, std::chrono::seconds lifetime,
                    const Credentials& credentials, const Scope& scope, Time now);

/// `20261125T142300Z`
std::string amz_date(Time time);
/// `<access key>/<day>/<region>/<service>/aws4_request`
std::string credential_of(const Credentials& credentials, const Scope& scope, Time now);
/// The signature over the base64 of a POST policy.
std::string sign_policy(std::string_view policy_base64, const Credentials& credentials, const Scope& scope, Time now);

}  // namespace pictor::aws
