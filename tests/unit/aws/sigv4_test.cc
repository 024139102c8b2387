// Signatures against the worked examples of the S3 API reference ("Signature Calculations for the Authorization Header"
// and "Authenticating Requests: Using Query Parameters"), whose inputs and results are public.

#include "aws/sigv4.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pictor::aws {
namespace {

const Credentials kExample{.access_key = "AKIAIOSFODNN7EXAMPLE",
                           .secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                           .session_token = ""};
const Scope kScope{"us-east-1", "s3"};
constexpr std::string_view kEmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

Time example_time() { return parse_rfc3339("2013-05-24T00:00:00Z").value(); }

Target example_target(std::string path, QueryPairs query = {}) {
  return {.scheme = "https", .authority = "examplebucket.s3.amazonaws.com", .path = std::move(path), .query = query};
}

std::string authorization(const net::HttpRequest& request) {
  return std::ranges::find(request.headers, "Authorization", &net::HttpHeader::name)->value;
}

TEST(SigV4, SignsAGetWithARangeAsTheReferenceDoes) {
  net::HttpRequest request{.headers = {{"Range", "bytes=0-9"}}};
  sign(request, example_target("/test.txt"), kEmptyHash, kExample, kScope, example_time());
  EXPECT_EQ(authorization(request),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(SigV4, SignsAPutWithADollarInItsKeyAsTheReferenceDoes) {
  net::HttpRequest request{
      .method = "PUT",
      .headers = {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}};
  sign(request, example_target("/test$file.text"), "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
       kExample, kScope, example_time());
  EXPECT_TRUE(
      authorization(request).ends_with("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST(SigV4, SignsAQueryWithoutAValueAsTheReferenceDoes) {
  net::HttpRequest request;
  sign(request, example_target("/", {{"lifecycle", ""}}), kEmptyHash, kExample, kScope, example_time());
  EXPECT_TRUE(
      authorization(request).ends_with("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
}

TEST(SigV4, SortsTheQueryAsTheReferenceDoes) {
  net::HttpRequest request;
  sign(request, example_target("/", {{"prefix", "J"}, {"max-keys", "2"}}), kEmptyHash, kExample, kScope,
       example_time());
  EXPECT_TRUE(
      authorization(request).ends_with("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
  EXPECT_EQ(request.url, "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J");
}

TEST(SigV4, PresignsAGetAsTheReferenceDoes) {
  const std::string url =
      presign("GET", example_target("/test.txt"), std::chrono::hours(24), kExample, kScope, example_time());
  EXPECT_TRUE(
      url.ends_with("X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
                    "&X-Amz-SignedHeaders=host"))
      << url;
}

TEST(SigV4, SendsTheTokenOfTemporaryCredentials) {
  Credentials temporary = kExample;
  temporary.session_token = "token";
  net::HttpRequest request;
  sign(request, example_target("/a"), kEmptyHash, temporary, kScope, example_time());
  EXPECT_NE(authorization(request).find("x-amz-security-token"), std::string::npos);
}

TEST(SigV4, EncodesAPathOnceAndKeepsItsSlashes) {
  EXPECT_EQ(to_url(example_target("/a b/ü%2F+~")), "https://examplebucket.s3.amazonaws.com/a%20b/%C3%BC%252F%2B~");
}

/// "Example: Browser-Based Upload using HTTP POST" of the same reference.
TEST(SigV4, SignsAPostPolicyAsTheReferenceDoes) {
  constexpr std::string_view kPolicy =
      "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tl"
      "dCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAg"
      "ICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhh"
      "bXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwg"
      "IiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAg"
      "ICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXot"
      "bWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkv"
      "dXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwN"
      "CiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";
  EXPECT_EQ(sign_policy(kPolicy, kExample, kScope, parse_rfc3339("2015-12-29T00:00:00Z").value()),
            "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e");
}

}  // namespace
}  // namespace pictor::aws
