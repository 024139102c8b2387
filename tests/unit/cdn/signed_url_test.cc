// Against AWS's own signer: tests/unit/cdn/cloudfront_vectors.json is made by tools/cloudfront_vectors.

#include "cdn/cloudfront/signed_url.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "support/repository.h"

namespace pictor::cdn {
namespace {

namespace json = boost::json;
using digest::PrivateKey;
using digest::SignatureHash;

const json::object& vectors() {
  static const json::value parsed = [] {
    std::ifstream file(test::repository_folder() / "tests/unit/cdn/cloudfront_vectors.json");
    std::ostringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
  }();
  return parsed.as_object();
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value ? std::string(value->as_string()) : "";
}

CloudfrontSigner signer(std::string_view key, SignatureHash hash) {
  return {std::move(PrivateKey::from_pem(text_of(vectors(), key)).value()),
          {.key_id = text_of(vectors(), "key_id"), .hash = hash}};
}

SignatureHash hash_of(const json::object& vector) {
  return text_of(vector, "hash") == "SHA256" ? SignatureHash::kSha256 : SignatureHash::kSha1;
}

Terms terms_of(const json::object& vector) {
  Terms terms{.until = parse_rfc3339(text_of(vector, "until")).value()};
  if (vector.contains("from")) terms.from = parse_rfc3339(text_of(vector, "from")).value();
  if (vector.contains("cidr")) terms.cidr = text_of(vector, "cidr");
  return terms;
}

TEST(CloudfrontSigner, SignsUrlsByteForByteAsAwsDoes) {
  int compared = 0;
  for (const json::value& value : vectors().at("cases").as_array()) {
    const json::object& vector = value.as_object();
    if (text_of(vector, "kind") != "url") continue;
    const auto url = signer("rsa", hash_of(vector)).sign_url(text_of(vector, "url"), terms_of(vector));
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(*url, text_of(vector, "expected"));
    ++compared;
  }
  EXPECT_GE(compared, 24);
}

TEST(CloudfrontSigner, SignsCookiesByteForByteAsAwsDoes) {
  int compared = 0;
  for (const json::value& value : vectors().at("cases").as_array()) {
    const json::object& vector = value.as_object();
    if (text_of(vector, "kind") != "cookies") continue;
    const auto cookies = signer("rsa", hash_of(vector)).sign_cookies(text_of(vector, "url"), terms_of(vector));
    ASSERT_TRUE(cookies) << cookies.error().message;
    const json::object& expected = vector.at("expected").as_object();
    EXPECT_EQ(cookies->size(), expected.size());
    for (const Cookie& cookie : *cookies) EXPECT_EQ(cookie.value, text_of(expected, cookie.name)) << cookie.name;
    ++compared;
  }
  EXPECT_GE(compared, 8);
}

std::string parameter(const std::string& url, const std::string& name) {
  const std::size_t begin = url.find(name + "=") + name.size() + 1;
  return url.substr(begin, url.find('&', begin) - begin);
}

std::string from_safe_base64(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '=');
  std::ranges::replace(text, '~', '/');
  return from_base64(text).value();
}

bool verifies(const std::string& public_pem, const EVP_MD* digest, std::string_view message,
              const std::string& signature) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(public_pem.data(), -1), BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PUBKEY(text.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.get());
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
}

TEST(CloudfrontSigner, SignsWithEcdsaWhatItsPublicKeyVerifies) {
  const std::string url = "https://d111.cloudfront.net/t/acme/a?w=1";
  const std::string policy = R"({"Statement":[{"Resource":"https://d111.cloudfront.net/t/acme/a?w=1","Condition":)"
                             R"({"DateLessThan":{"AWS:EpochTime":1800000000}}}]})";
  const Terms terms{.until = Time(std::chrono::seconds(1'800'000'000))};
  for (const auto& [hash, digest] :
       {std::pair{SignatureHash::kSha1, EVP_sha1()}, {SignatureHash::kSha256, EVP_sha256()}}) {
    const std::string signed_url = signer("ecdsa", hash).sign_url(url, terms).value();
    const std::string signature = from_safe_base64(parameter(signed_url, "Signature"));
    EXPECT_TRUE(verifies(text_of(vectors(), "ecdsa_public"), digest, policy, signature)) << signed_url;
    EXPECT_FALSE(verifies(text_of(vectors(), "ecdsa_public"), digest, policy + " ", signature));
  }
}

TEST(CloudfrontSigner, OpensNothingButTheUrlItWasGiven) {
  const CloudfrontSigner rsa = signer("rsa", SignatureHash::kSha1);
  const Terms terms{.until = Time(std::chrono::seconds(1'800'000'000))};
  for (const char* bad : {"/t/acme/a", "https://d111.cloudfront.net", "https://d111.cloudfront.net/t/*", "https:///a",
                          "https://d111.cloudfront.net/a\"b", "https://d111.cloudfront.net/a\\b",
                          "https://d111.cloudfront.net/a#b", "https://d111.cloudfront.net/\xc3\xa4",
                          "https://d111.cloudfront.net/a b", "https://d111.cloudfront.net/a?Expires=1",
                          "https://d111.cloudfront.net/a?w=1&Policy=x", "ftp://d111.cloudfront.net/a", ""}) {
    EXPECT_FALSE(rsa.sign_url(bad, terms)) << bad;
  }
  EXPECT_TRUE(rsa.sign_url("https://d111.cloudfront.net/a?MyExpires=1", terms));
}

TEST(CloudfrontSigner, OpensFoldersOnlyByCookies) {
  const CloudfrontSigner rsa = signer("rsa", SignatureHash::kSha1);
  const Terms terms{.until = Time(std::chrono::seconds(1'800'000'000))};
  for (const char* bad : {"https://d111.cloudfront.net/t/acme", "https://d111.cloudfront.net/t/ac*/", "",
                          "https://d111.cloudfront.net/t/acme/?/"}) {
    EXPECT_FALSE(rsa.sign_cookies(bad, terms)) << bad;
  }
}

TEST(CloudfrontSigner, RefusesTermsThatCannotBeKept) {
  const CloudfrontSigner rsa = signer("rsa", SignatureHash::kSha1);
  const std::string url = "https://d111.cloudfront.net/a";
  const Time until(std::chrono::seconds(1'800'000'000));
  EXPECT_FALSE(rsa.sign_url(url, {.until = until, .from = until}));
  for (const char* bad : {"", "192.0.2", "192.0.2.256", "192.0.2.1/33", "192.0.2.1/", "::1", "192.0.2.1.5", "1..2.3",
                          "01.2.3.4", "192.0.2.1/8\""}) {
    EXPECT_FALSE(rsa.sign_url(url, {.until = until, .cidr = bad})) << bad;
  }
}

}  // namespace
}  // namespace pictor::cdn
