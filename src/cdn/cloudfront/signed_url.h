#pragma once
// Signed URLs and cookies of CloudFront (Amazon CloudFront Developer Guide, "Serve private content"). Pure; any thread.

#include <string>
#include <vector>

#include "cdn/edge.h"
#include "digest/private_key.h"

namespace pictor::cdn {

struct SignerOptions {
  std::string key_id;  ///< of the public key in CloudFront: `K2JCJMDEHXQW5F`
  digest::SignatureHash hash = digest::SignatureHash::kSha1;
};

class CloudfrontSigner final : public EdgeSigner {
 public:
  CloudfrontSigner(digest::PrivateKey key, SignerOptions options)
      : key_(std::move(key)), options_(std::move(options)) {}

  /// `url` with the parameters that let a client fetch it and nothing else: a canned policy, or a custom one where the
  /// terms say more than when it ends. Errors: kInvalidParameter for a URL that is not absolute, has a fragment,
  /// characters outside of visible ASCII, a `*` (which would open other URLs too) or parameters of a signature already;
  /// for terms that cannot be kept.
  Result<std::string> sign_url(const std::string& url, const Terms& terms) const override;
  /// Cookies that open everything below `prefix` (`https://d111.cloudfront.net/t/acme/`), which ends with a slash.
  /// Errors: as sign_url().
  Result<std::vector<Cookie>> sign_cookies(const std::string& prefix, const Terms& terms) const override;

 private:
  std::string signature_of(std::string_view policy) const;

  digest::PrivateKey key_;
  SignerOptions options_;
};

}  // namespace pictor::cdn
