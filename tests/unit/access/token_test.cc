#include "access/token.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/access/independent_signer.h"

namespace pictor::access {
namespace {

using test::base64url;
using test::sign;

const std::string kSecret = "0123456789abcdef0123456789abcdef";
const std::string kHeader = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::int64_t kNowSeconds = 1'800'000'000;
constexpr Time kNow{std::chrono::seconds(kNowSeconds)};

TokenSecret secret() { return TokenSecret::from(kSecret).value(); }

std::string header_of(std::string_view alg) { return R"({"alg":")" + std::string(alg) + R"("})"; }

/// Good claims with `extra` members behind them.
std::string claims(std::string_view extra = "") {
  return R"({"sub":"alice","tenant":"demo","roles":["editor"],"exp":)" + std::to_string(kNowSeconds + 60) +
         std::string(extra) + "}";
}

/// Good claims with `exp` spelled as given.
std::string expiring(std::string_view exp) {
  return R"({"sub":"alice","tenant":"demo","roles":["editor"],"exp":)" + std::string(exp) + "}";
}

Result<Principal> verify(std::string_view token, const TokenRules& rules = {}) {
  return verify_token(secret(), rules, token, kNow);
}

Result<Principal> verify_claims(std::string_view payload, const TokenRules& rules = {}) {
  return verify(sign(kSecret, kHeader, payload), rules);
}

Result<Principal> verify_header(std::string_view header) { return verify(sign(kSecret, header, claims())); }

/// The token is refused as unauthenticated, and not for another reason than the one under test.
void expect_refused(const Result<Principal>& verdict, std::string_view because) {
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, ErrorCode::kUnauthenticated);
  EXPECT_NE(verdict.error().message.find(because), std::string::npos) << verdict.error().message;
}

TEST(Token, OfAnIndependentSignerIsAccepted) {
  auto principal = verify_claims(claims());
  ASSERT_TRUE(principal) << principal.error().message;
  EXPECT_EQ(principal->tenant.str(), "demo");
  EXPECT_EQ(principal->subject.str(), "alice");
  EXPECT_EQ(principal->roles, std::set{Role::kEditor});
}

TEST(Token, ThatWasMintedIsAcceptedUntilItExpires) {
  Principal alice{
      .tenant = TenantId("demo"), .subject = SubjectId("älice \"q\""), .roles = {Role::kViewer, Role::kAdmin}};
  TokenRules rules{.issuer = "https://id.example", .audience = "pictor", .leeway = std::chrono::seconds(0)};
  auto token = mint_token(secret(), rules, alice, kNow, std::chrono::hours(1));
  ASSERT_TRUE(token);
  auto principal = verify_token(secret(), rules, *token, kNow + std::chrono::seconds(3599));
  ASSERT_TRUE(principal) << principal.error().message;
  EXPECT_EQ(principal->subject, alice.subject);
  EXPECT_EQ(principal->roles, alice.roles);
  expect_refused(verify_token(secret(), rules, *token, kNow + std::chrono::hours(1)), "expired");
}

TEST(Token, ThatWasMintedHasTheSignatureOfAnIndependentSigner) {
  Principal alice{.tenant = TenantId("demo"), .subject = SubjectId("alice"), .roles = {Role::kViewer}};
  std::string token = mint_token(secret(), {}, alice, kNow, std::chrono::seconds(60)).value();
  std::string signed_text = token.substr(0, token.rfind('.'));
  EXPECT_EQ(token, signed_text + "." + base64url(test::hmac(EVP_sha256(), kSecret, signed_text)));
}

TEST(Token, IsNotMintedForNoTimeForeverOrForBytesThatAreNotText) {
  Principal alice{.tenant = TenantId("demo"), .subject = SubjectId("alice"), .roles = {}};
  for (auto ttl : {std::chrono::seconds(0), std::chrono::seconds(-1), std::chrono::seconds::max()})
    EXPECT_EQ(mint_token(secret(), {}, alice, kNow, ttl).error().field, "ttl");
  alice.subject = SubjectId("\xff");
  EXPECT_EQ(mint_token(secret(), {}, alice, kNow, std::chrono::seconds(60)).error().field, "sub");
}

TEST(Token, SecretOfLessThan32BytesIsRefused) {
  EXPECT_EQ(TokenSecret::from(std::string(31, 'x')).error().code, ErrorCode::kInvalidParameter);
  EXPECT_TRUE(TokenSecret::from(std::string(32, 'x')));
}

TEST(Token, SignedWithAnotherSecretIsRefused) {
  expect_refused(verify(sign(std::string(32, 'x'), kHeader, claims())), "signature");
}

TEST(Token, SecretMayHoldAnyBytes) {
  std::string bytes(32, '\0');
  bytes += "\xff\x80";
  auto principal = verify_token(TokenSecret::from(bytes).value(), {}, sign(bytes, kHeader, claims()), kNow);
  EXPECT_TRUE(principal);
}

// The algorithm

TEST(Token, WithoutASignatureIsRefusedHoweverNoneIsSpelled) {
  for (std::string_view none : {"none", "None", "NONE", "nOnE", ""}) {
    std::string text = base64url(header_of(none)) + "." + base64url(claims());
    expect_refused(verify(text + "."), "HS256");
    expect_refused(verify(text), "compact");
    expect_refused(verify(sign(kSecret, header_of(none), claims())), "HS256");
  }
}

TEST(Token, WithALongerHmacThanThePinnedOneIsRefused) {
  expect_refused(verify(sign(kSecret, R"({"alg":"HS384"})", claims(), EVP_sha384())), "HS256");
  expect_refused(verify(sign(kSecret, R"({"alg":"HS512"})", claims(), EVP_sha512())), "HS256");
  expect_refused(verify(sign(kSecret, kHeader, claims(), EVP_sha512())), "signature");
}

TEST(Token, WithTheHeaderOfAnotherAlgorithmIsRefused) {
  for (std::string_view alg : {"RS256", "PS256", "ES256", "EdDSA", "hs256", "HS256 ", "A256KW", "dir"})
    expect_refused(verify_header(header_of(alg)), "HS256");
}

TEST(Token, WithAnAlgThatIsNoStringOrMissingIsRefused) {
  for (std::string_view header :
       {R"({"alg":null})", R"({"alg":["HS256"]})", R"({"alg":256})", R"({"typ":"JWT"})", R"({"ALG":"HS256"})"})
    expect_refused(verify_header(header), "HS256");
}

TEST(Token, WithAHeaderThatChangesTheMeaningIsRefused) {
  expect_refused(verify_header(R"({"alg":"HS256","crit":["exp"]})"), "crit");
  expect_refused(verify_header(R"({"alg":"HS256","crit":[]})"), "crit");
  expect_refused(verify_header(R"({"alg":"HS256","zip":"DEF"})"), "zip");
  expect_refused(verify_header(R"({"alg":"HS256","b64":false})"), "b64");
}

TEST(Token, MayNameAKeyWhereThereIsOnlyOne) {
  EXPECT_TRUE(verify_header(R"({"alg":"HS256","kid":"../../etc/passwd"})"));
}

TEST(Token, CannotBringItsOwnKey) {
  std::string attacker = std::string(32, 'x');
  for (std::string header : {R"({"alg":"HS256","jwk":{"kty":"oct","k":")" + base64url(attacker) + R"("}})",
                             std::string(R"({"alg":"HS256","jku":"http://127.0.0.1:9/keys"})"),
                             std::string(R"({"alg":"HS256","x5u":"http://127.0.0.1:9/cert"})"),
                             std::string(R"({"alg":"HS256","x5c":["AAAA"]})")})
    expect_refused(verify(sign(attacker, header, claims())), "signature");
}

TEST(Token, WithAHeaderThatIsNotUnambiguousJsonIsRefused) {
  for (std::string_view header : {R"({"alg":"HS256","alg":"none"})",
                                  R"({"alg":"HS256"} )"
                                  "x",
                                  R"("HS256")", "[]", "", "{", "{'alg':'HS256'}"})
    expect_refused(verify_header(header), "header");
  expect_refused(verify_header(std::string_view("{\"alg\":\"HS256\"}\0", 16)), "header");
}

// The signature

TEST(Token, WithAnyBitFlippedIsRefused) {
  const std::string good = sign(kSecret, kHeader, claims());
  ASSERT_TRUE(verify(good));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
      ASSERT_FALSE(verify(bad)) << "byte " << i << ", bit " << bit;
    }
  }
}

TEST(Token, WithAnyBitOfADecodedPartFlippedIsRefused) {
  const std::string signature = test::hmac(EVP_sha256(), kSecret, base64url(kHeader) + "." + base64url(claims()));
  for (std::size_t i = 0; i < signature.size() * 8; ++i) {
    std::string bad = signature;
    bad[i / 8] = static_cast<char>(bad[i / 8] ^ (1 << (i % 8)));
    expect_refused(verify(base64url(kHeader) + "." + base64url(claims()) + "." + base64url(bad)), "signature");
  }
}

TEST(Token, WithAnEmptyShortOrLongSignatureIsRefused) {
  std::string text = base64url(kHeader) + "." + base64url(claims()) + ".";
  std::string signature = test::hmac(EVP_sha256(), kSecret, text.substr(0, text.size() - 1));
  expect_refused(verify(text), "signature");
  expect_refused(verify(text + base64url(signature.substr(0, 31))), "signature");
  expect_refused(verify(text + base64url(signature + "\1")), "signature");
}

// The compact form

TEST(Token, InAnyOtherSpellingIsRefused) {
  const std::string good = sign(kSecret, kHeader, claims());
  for (const std::string& bad :
       {good + "=", good + "==", good + ".", good + "\n", good + " ", " " + good, "." + good, good + "." + good,
        good + "A", good.substr(0, good.find('.')), std::string(), std::string("."), std::string(".."),
        std::string("..."), good + std::string(1, '\0'), std::string(1, '\0') + good, "Bearer " + good})
    EXPECT_FALSE(verify(bad)) << bad;
}

TEST(Token, WithPaddingInsideIsRefused) {
  std::string text = base64url(R"({"alg":"HS256" })") + "=." + base64url(claims());
  expect_refused(verify(text + "." + base64url(test::hmac(EVP_sha256(), kSecret, text))), "compact");
}

TEST(Token, WithAnEmbeddedNulIsRefused) {
  std::string good = sign(kSecret, kHeader, claims());
  for (std::size_t at : {std::size_t{3}, good.find('.') + 3, good.rfind('.') + 3}) {
    std::string bad = good;
    bad.insert(at, 1, '\0');
    expect_refused(verify(bad), "compact");
  }
}

TEST(Token, Over8KiBIsRefusedAndOneBelowIsNot) {
  auto with_filler = [](std::size_t bytes) {
    return sign(kSecret, kHeader, claims(R"(,"filler":")" + std::string(bytes, 'x') + '"'));
  };
  EXPECT_TRUE(verify(with_filler(5900)));
  expect_refused(verify(with_filler(6200)), "too long");
}

// The claims

TEST(Token, WithClaimsThatAreNotUnambiguousJsonIsRefused) {
  for (const std::string& payload :
       {claims(",\"exp\":99999999999"), claims(R"(,"roles":["admin"])"), claims(R"(,"\u0073ub":"bob")"),
        claims() + "{}", claims() + std::string(1, '\0'), std::string("[]"), std::string("null"), std::string("\"x\""),
        claims(",\"x\":\"\xff\""), claims(R"(,"x":"\u0000")"), claims(",\"x\":NaN"), claims(",")})
    expect_refused(verify_claims(payload), "claims");
}

TEST(Token, WithoutAPayloadIsRefused) { EXPECT_FALSE(verify_claims("")); }

TEST(Token, WithDeepNestingIsRefused) {
  std::string open(3000, '[');
  std::string close(3000, ']');
  expect_refused(verify_claims(claims(",\"x\":" + open.substr(0, 8) + close.substr(0, 8))), "claims");
  expect_refused(verify_claims(claims(",\"x\":" + open.substr(0, 2900) + close.substr(0, 2900))), "claims");
  EXPECT_TRUE(verify_claims(claims(",\"x\":" + open.substr(0, 7) + close.substr(0, 7))));
  EXPECT_TRUE(verify_claims(claims(",\"x\":\"\\\"[[[[[[[[[[[[[[[[\"")));
}

TEST(Token, WithoutExpiryIsRefused) {
  expect_refused(verify_claims(R"({"sub":"alice","tenant":"demo","roles":["editor"]})"), "no exp");
}

TEST(Token, WithAnExpiryThatIsNoWholeSecondIsRefused) {
  for (std::string_view exp :
       {"\"1800000060\"", "-1", "1800000060.5", "1.9e9", "1800000060.0", "null", "true", "[1800000060]"})
    expect_refused(verify_claims(expiring(exp)), "exp");
  expect_refused(verify_claims(expiring("99999999999999999999")), "claims");
}

TEST(Token, ExpiresOnceTheLeewayIsOver) {
  TokenRules rules{.leeway = std::chrono::seconds(30)};
  EXPECT_TRUE(verify_claims(expiring(std::to_string(kNowSeconds - 29)), rules));
  expect_refused(verify_claims(expiring(std::to_string(kNowSeconds - 30)), rules), "expired");
  expect_refused(verify_claims(expiring("0"), rules), "expired");
  EXPECT_TRUE(verify_claims(expiring("9223372036854775807"), rules));
}

TEST(Token, FromTheFutureIsRefusedBeyondTheLeeway) {
  auto with_date = [](std::string_view name, std::int64_t offset) {
    return verify_claims(claims(",\"" + std::string(name) + "\":" + std::to_string(kNowSeconds + offset)));
  };
  EXPECT_TRUE(with_date("nbf", 30));
  expect_refused(with_date("nbf", 31), "not valid yet");
  EXPECT_TRUE(with_date("iat", 30));
  expect_refused(with_date("iat", 31), "future");
  expect_refused(verify_claims(claims(R"(,"nbf":"0")")), "nbf");
  expect_refused(verify_claims(claims(R"(,"iat":1.5)")), "iat");
  expect_refused(verify_claims(claims(R"(,"nbf":9223372036854775807)")), "not valid yet");
}

TEST(Token, OfAnotherIssuerIsRefusedWhereOneIsConfigured) {
  TokenRules rules{.issuer = "https://id.example"};
  EXPECT_TRUE(verify_claims(claims(R"(,"iss":"https://id.example")"), rules));
  expect_refused(verify_claims(claims(R"(,"iss":"https://id.example/")"), rules), "issuer");
  expect_refused(verify_claims(claims(R"(,"iss":["https://id.example"])"), rules), "iss");
  expect_refused(verify_claims(claims(), rules), "iss");
}

TEST(Token, ForAnotherAudienceIsRefusedWhereOneIsConfigured) {
  TokenRules rules{.audience = "pictor"};
  EXPECT_TRUE(verify_claims(claims(R"(,"aud":"pictor")"), rules));
  EXPECT_TRUE(verify_claims(claims(R"(,"aud":["other","pictor"])"), rules));
  expect_refused(verify_claims(claims(R"(,"aud":"pictor2")"), rules), "audience");
  expect_refused(verify_claims(claims(R"(,"aud":["other"])"), rules), "audience");
  expect_refused(verify_claims(claims(R"(,"aud":[["pictor"]])"), rules), "audience");
  expect_refused(verify_claims(claims(R"(,"aud":{"pictor":1})"), rules), "audience");
  expect_refused(verify_claims(claims(), rules), "aud");
}

/// Claims made of three given members.
std::string identity(std::string_view sub, std::string_view tenant, std::string_view roles) {
  std::string text = R"({"sub":)" + std::string(sub);
  text += R"(,"tenant":)" + std::string(tenant);
  text += R"(,"roles":)" + std::string(roles);
  return text + R"(,"exp":)" + std::to_string(kNowSeconds + 60) + "}";
}

TEST(Token, WithoutAGoodSubjectTenantOrRolesIsRefused) {
  for (std::string_view sub : {"\"\"", "7", "null", R"("a\nb")"})
    expect_refused(verify_claims(identity(sub, "\"demo\"", "[]")), "sub");
  for (std::string_view tenant : {"\"\"", "\"Demo\"", "\"../x\"", "7", "null", "[\"demo\"]"})
    expect_refused(verify_claims(identity("\"alice\"", tenant, "[]")), "tenant");
  for (std::string_view roles : {"\"admin\"", "{\"admin\":true}", "[7]", "[\"admin\",null]", "null"})
    expect_refused(verify_claims(identity("\"alice\"", "\"demo\"", roles)), "roles");
}

TEST(Token, UnknownRolesGrantNothing) {
  auto principal = verify_claims(identity("\"alice\"", "\"demo\"", R"(["Admin","root","admin ","viewer"])"));
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->roles, std::set{Role::kViewer});
}

TEST(Token, IsNeverRepeatedInARefusal) {
  std::string token = sign(std::string(32, 'x'), kHeader, claims());
  Error error = verify(token).error();
  EXPECT_EQ((error.message + error.cause).find(token.substr(token.rfind('.'))), std::string::npos);
}

}  // namespace
}  // namespace pictor::access
