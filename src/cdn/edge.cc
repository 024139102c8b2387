#include "cdn/edge.h"

namespace pictor::cdn {

Result<std::string> Edge::url_of(const std::string& path, const Terms& terms) const {
  if (signer) return signer->sign_url(url + path, terms);
  if (terms.from || terms.cidr) return fail(ErrorCode::kInvalidRequest, "the edge checks no signatures");
  return url + path;
}

Result<std::vector<Cookie>> Edge::cookies_of(const TenantId& tenant, const Terms& terms) const {
  if (!signer) return fail(ErrorCode::kInvalidRequest, "the edge checks no signed cookies");
  return signer->sign_cookies(url + "/t/" + tenant.str() + "/", terms);
}

}  // namespace pictor::cdn
