#pragma once
// What stands between clients and the service, as one driver set it up.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cdn/purge_target.h"
#include "delivery/cache_tags.h"

namespace pictor::cdn {

/// When, and from where, something may be fetched.
struct Terms {
  Time until;                            ///< whole seconds count
  std::optional<Time> from = {};         ///< not before
  std::optional<std::string> cidr = {};  ///< one IPv4 address or network: `192.0.2.0/24`
};

struct Cookie {
  std::string name;
  std::string value;
};

/// What lets a client fetch from an edge that checks signatures itself. Any thread.
class EdgeSigner {
 public:
  virtual ~EdgeSigner() = default;
  /// `url`, good for what the terms say. Errors: kInvalidParameter.
  virtual Result<std::string> sign_url(const std::string& url, const Terms& terms) const = 0;
  /// Cookies that open everything whose URL begins with `prefix`, which ends with a slash. Errors: kInvalidParameter.
  virtual Result<std::vector<Cookie>> sign_cookies(const std::string& prefix, const Terms& terms) const = 0;
};

/// No targets: there is no edge, or nothing that could be told to forget.
struct Edge {
  delivery::TagHeader tag_header;
  std::string url;  ///< what delivery URLs begin with, without a slash at its end; empty: relative URLs
  std::unique_ptr<EdgeSigner> signer;  ///< null: the edge checks no signatures
  std::vector<std::unique_ptr<PurgeTarget>> targets;

  /// Where clients get `path` (`/t/acme/…`), signed where the edge wants it. Errors: kInvalidRequest for terms that
  /// an edge without signatures cannot keep; those of sign_url().
  Result<std::string> url_of(const std::string& path, const Terms& terms) const;
  /// Cookies that open everything of a tenant. Errors: kInvalidRequest when the edge has none; those of sign_cookies().
  Result<std::vector<Cookie>> cookies_of(const TenantId& tenant, const Terms& terms) const;
};

}  // namespace pictor::cdn
