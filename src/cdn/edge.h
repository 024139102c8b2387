#pragma once
// What stands between clients and the service, as one driver set it up.

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cdn/purge_target.h"
#include "delivery/cache_tags.h"

namespace pictor::cdn {

struct Cookie {
  std::string name;
  std::string value;
};

/// What lets a client fetch from an edge that checks signatures itself. Any thread.
class EdgeSigner {
 public:
  virtual ~EdgeSigner() = default;
  /// `url`, good until then. Errors: kInvalidParameter.
  virtual Result<std::string> sign_url(const std::string& url, Time until) const = 0;
  /// Cookies that open everything whose URL begins with `prefix`. Errors: kInvalidParameter.
  virtual Result<std::vector<Cookie>> sign_prefix(const std::string& prefix, Time until) const = 0;
};

/// No targets: there is no edge, or nothing that could be told to forget.
struct Edge {
  delivery::TagHeader tag_header;
  std::string url;  ///< what delivery URLs begin with, without a slash at its end; empty: relative URLs
  std::unique_ptr<EdgeSigner> signer;  ///< null: the edge checks no signatures
  std::vector<std::unique_ptr<PurgeTarget>> targets;

  /// Where clients get `path` (`/t/acme/…`) until then, signed where the edge wants it. Errors: those of sign_url().
  Result<std::string> url_of(const std::string& path, Time until) const;
  /// Cookies that open everything of a tenant. Errors: kInvalidRequest when the edge has none; those of sign_prefix().
  Result<std::vector<Cookie>> cookies_of(const TenantId& tenant, Time until) const;
};

}  // namespace pictor::cdn
