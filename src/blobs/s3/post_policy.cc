#include "blobs/s3/post_policy.h"

#include <boost/json.hpp>

namespace pictor::blobs {
namespace {

namespace json = boost::json;

/// Every field must be in the policy, or the store refuses the form.
std::string policy_text(const PostTarget& target, const UploadPermit& permit, const PostForm& form) {
  json::array conditions{json::object{{"bucket", target.bucket}},
                         json::array{"content-length-range", permit.min_bytes, permit.max_bytes}};
  for (const auto& [name, value] : form.fields) conditions.push_back(json::array{"eq", "$" + name, value});
  return json::serialize(
      json::object{{"expiration", format_rfc3339(permit.until)}, {"conditions", std::move(conditions)}});
}

}  // namespace

PostForm sign_post_form(const PostTarget& target, const UploadPermit& permit, const aws::Credentials& credentials,
                        Time now) {
  const aws::Scope scope{target.region, "s3"};
  PostForm form{.url = target.url,
                .fields = {{"key", target.key},
                           {"Content-Type", permit.content_type},
                           {"success_action_status", "201"},
                           {"x-amz-algorithm", "AWS4-HMAC-SHA256"},
                           {"x-amz-credential", aws::credential_of(credentials, scope, now)},
                           {"x-amz-date", aws::amz_date(now)}}};
  if (!credentials.session_token.empty()) form.fields.emplace_back("x-amz-security-token", credentials.session_token);
  const std::string policy = to_base64(as_bytes(policy_text(target, permit, form)));
  form.fields.emplace_back("policy", policy);
  form.fields.emplace_back("x-amz-signature", aws::sign_policy(policy, credentials, scope, now));
  return form;
}

}  // namespace pictor::blobs
