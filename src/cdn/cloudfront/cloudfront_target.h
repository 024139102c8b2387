#pragma once

#include "aws/credentials.h"
#include "cdn/purge_target.h"
#include "net/http_client.h"

namespace pictor::cdn {

struct CloudfrontOptions {
  std::string distribution;  ///< `E2QWRUHAPOMQZL`
  /// Whether the distribution has a CacheTagConfig. Without one, purges are by path: of an image or a tenant, all of
  /// the tenant's; of a preset, all pictures.
  bool has_tags = true;
  std::string endpoint = "https://cloudfront.amazonaws.com";
};

/// A distribution of Amazon CloudFront, told by CreateInvalidation. Stale copies are not an option there: every purge
/// is final.
class CloudfrontTarget final : public PurgeTarget {
 public:
  CloudfrontTarget(CloudfrontOptions options, const Clock& clock,
                   aws::Environment environment = aws::process_environment());

  std::string name() const override { return "cloudfront " + options_.distribution; }
  std::string spell(const Purge& purge) const override;
  /// Every purge has its price there.
  std::optional<std::chrono::seconds> repeat_after() const override { return std::nullopt; }
  Result<std::string> submit(const PurgeBatch& batch, Deadline deadline) override;
  Result<bool> is_completed(const std::string& receipt, Deadline deadline) override;
  Result<std::string> check(Deadline deadline) override;

 private:
  Result<net::HttpAnswer> call(const std::string& method, const std::string& path, aws::QueryPairs query,
                               const std::string& body, Deadline deadline);

  CloudfrontOptions options_;
  const Clock& clock_;
  net::HttpClient http_;
  aws::CredentialSource credentials_;
};

}  // namespace pictor::cdn
