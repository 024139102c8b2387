#include "blobs/s3/post_policy.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pictor::blobs {
namespace {

const PostTarget kTarget{
    .url = "http://store/bucket/", .bucket = "bucket", .key = "p/t/acme/q/img_1", .region = "eu-1"};
const UploadPermit kPermit{.content_type = "image/png",
                           .min_bytes = 3,
                           .max_bytes = 9,
                           .until = parse_rfc3339("2026-11-25T15:00:00Z").value()};

PostForm form_by(const aws::Credentials& credentials) {
  return sign_post_form(kTarget, kPermit, credentials, parse_rfc3339("2026-11-25T14:00:00Z").value());
}

std::string field(const PostForm& form, std::string_view name) {
  const auto found = std::ranges::find(form.fields, name, [](const auto& f) { return std::string_view(f.first); });
  return found == form.fields.end() ? "absent" : found->second;
}

std::string policy_of(const PostForm& form) { return from_base64(field(form, "policy")).value(); }

TEST(PostPolicy, SaysAllThatIsPermitted) {
  EXPECT_EQ(policy_of(form_by({"access", "secret", ""})),
            R"({"expiration":"2026-11-25T15:00:00.000Z","conditions":[{"bucket":"bucket"},)"
            R"(["content-length-range",3,9],["eq","$key","p/t/acme/q/img_1"],["eq","$Content-Type","image/png"],)"
            R"(["eq","$success_action_status","201"],["eq","$x-amz-algorithm","AWS4-HMAC-SHA256"],)"
            R"(["eq","$x-amz-credential","access/20261125/eu-1/s3/aws4_request"],)"
            R"(["eq","$x-amz-date","20261125T140000Z"]]})");
}

TEST(PostPolicy, HoldsTheTokenOfTemporaryCredentials) {
  const PostForm form = form_by({"access", "secret", "tok\"en"});
  EXPECT_EQ(field(form, "x-amz-security-token"), "tok\"en");
  EXPECT_NE(policy_of(form).find(R"(["eq","$x-amz-security-token","tok\"en"])"), std::string::npos);
}

TEST(PostPolicy, IsSigned) {
  const PostForm form = form_by({"access", "secret", ""});
  EXPECT_EQ(field(form, "x-amz-signature"),
            aws::sign_policy(field(form, "policy"), {"access", "secret", ""}, {"eu-1", "s3"},
                             parse_rfc3339("2026-11-25T14:00:00Z").value()));
  EXPECT_NE(field(form_by({"access", "other", ""}), "x-amz-signature"), field(form, "x-amz-signature"));
}

}  // namespace
}  // namespace pictor::blobs
