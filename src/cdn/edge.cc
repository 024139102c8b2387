#include "cdn/edge.h"

namespace pictor::cdn {

Result<std::string> Edge::url_of(const std::string& path, Time until) const {
  return signer ? signer->sign_url(url + path, until) : Result<std::string>(url + path);
}

Result<std::vector<Cookie>> Edge::cookies_of(const TenantId& tenant, Time until) const {
  if (!signer) return fail(ErrorCode::kInvalidRequest, "the edge checks no signed cookies");
  return signer->sign_prefix(url + "/t/" + tenant.str() + "/", until);
}

}  // namespace pictor::cdn
