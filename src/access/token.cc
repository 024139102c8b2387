#include "access/token.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <rhonabwy.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "access/claims.h"
#include "base/encoding.h"

namespace pictor::access {
namespace {

constexpr std::size_t kMinSecretBytes = 32;
constexpr std::size_t kMaxTokenBytes = 8 << 10;
constexpr std::size_t kHs256Bytes = 32;
constexpr std::chrono::seconds kMaxLifetime = std::chrono::years(10);

struct JwsRelease {
  void operator()(jws_t* jws) const { r_jws_free(jws); }
};
struct JwkRelease {
  void operator()(jwk_t* jwk) const { r_jwk_free(jwk); }
};
struct TextRelease {
  void operator()(char* text) const { r_free(text); }
};
using Jws = std::unique_ptr<jws_t, JwsRelease>;
using Jwk = std::unique_ptr<jwk_t, JwkRelease>;
using LibraryText = std::unique_ptr<char, TextRelease>;

std::unexpected<Error> refuse(std::string message) { return fail(ErrorCode::kUnauthenticated, std::move(message)); }

/// The library fails here only for want of memory.
void expect_ok(int status) {
  if (status != RHN_OK) std::abort();
}

Jws new_jws() {
  static const int initialised = r_global_init();  // not thread-safe by itself
  expect_ok(initialised);
  jws_t* jws = nullptr;
  expect_ok(r_jws_init(&jws));
  return Jws(jws);
}

Jwk key_of(const TokenSecret& secret) {
  jwk_t* jwk = nullptr;
  expect_ok(r_jwk_init(&jwk));
  Jwk key(jwk);
  const auto* bytes = reinterpret_cast<const unsigned char*>(secret.bytes().data());
  expect_ok(r_jwk_import_from_symmetric_key(key.get(), bytes, secret.bytes().size()));
  return key;
}

/// A compact JWS (RFC 7515 section 7.1): three parts, each in the one accepted base64url form.
struct CompactJws {
  std::string_view signed_text;  ///< `header.payload`, exactly as it was signed
  std::string header;
  std::string payload;
  std::string signature;
};

Result<CompactJws> split_compact(std::string_view token) {
  if (token.size() > kMaxTokenBytes) return refuse("the token is too long");
  std::size_t first = token.find('.');
  std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return refuse("the token is not a compact JWS");
  auto header = from_base64url(token.substr(0, first));
  auto payload = from_base64url(token.substr(first + 1, second - first - 1));
  auto signature = from_base64url(token.substr(second + 1));
  if (!header || !payload || !signature) return refuse("the token is not a compact JWS");
  return CompactJws{.signed_text = token.substr(0, second),
                    .header = *std::move(header),
                    .payload = *std::move(payload),
                    .signature = *std::move(signature)};
}

/// The key decides the algorithm; the header may only agree. `kid` says nothing where there is one key, and keys that a
/// header brings along (`jwk`, `jku`, `x5c`, `x5u`) are never looked at. `zip` and `b64` would change what the payload
/// is: rhonabwy inflates on the former, RFC 7797 allows the latter only with `crit`.
Result<void> check_header(std::string_view text) {
  Json header = parse_strict_object(text);
  if (!header) return refuse("the token's header is not an unambiguous JSON object");
  const json_t* alg = json_object_get(header.get(), "alg");
  if (!json_is_string(alg) || std::string_view(json_string_value(alg), json_string_length(alg)) != "HS256")
    return refuse("the token is not signed with HS256");
  for (const char* refused : {"crit", "zip", "b64"})
    if (json_object_get(header.get(), refused)) return refuse(std::string("the token's header has ") + refused);
  return {};
}

/// rhonabwy 1.1 compares signatures with strcmp, which tells by its time how many letters are right; so this
/// comparison in constant time comes first, and the library only ever sees a signature that is right.
bool signature_matches(const TokenSecret& secret, const CompactJws& token) {
  std::array<unsigned char, kHs256Bytes> expected;
  int status = gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret.bytes().data(), secret.bytes().size(),
                                token.signed_text.data(), token.signed_text.size(), expected.data());
  if (status != GNUTLS_E_SUCCESS) std::abort();
  return token.signature.size() == expected.size() &&
         gnutls_memcmp(token.signature.data(), expected.data(), expected.size()) == 0;
}

/// Without the parse flags the library would take keys from the header and fetch them from URLs in it.
bool library_verifies(const TokenSecret& secret, std::string_view token) {
  Jws jws = new_jws();
  Jwk key = key_of(secret);
  return r_jws_advanced_compact_parsen(jws.get(), token.data(), token.size(), R_PARSE_NONE, R_FLAG_IGNORE_REMOTE) ==
             RHN_OK &&
         r_jws_get_alg(jws.get()) == R_JWA_ALG_HS256 &&
         r_jws_verify_signature(jws.get(), key.get(), R_FLAG_IGNORE_REMOTE) == RHN_OK;
}

}  // namespace

Result<TokenSecret> TokenSecret::from(std::string bytes) {
  if (bytes.size() < kMinSecretBytes)
    return fail_parameter("jwt_secret", "the token secret must have 32 bytes or more");
  return TokenSecret(std::move(bytes));
}

Result<std::string> mint_token(const TokenSecret& secret, const TokenRules& rules, const Principal& principal, Time now,
                               std::chrono::seconds ttl) {
  if (ttl <= std::chrono::seconds(0) || ttl > kMaxLifetime)
    return fail_parameter("ttl", "a token lives between a second and ten years");
  Json claims = make_claims(rules, principal, now, ttl);
  if (!json_object_get(claims.get(), "sub")) return fail_parameter("sub", "the subject is not valid UTF-8");
  std::unique_ptr<char, decltype(&std::free)> payload(json_dumps(claims.get(), JSON_COMPACT), &std::free);
  if (!payload) std::abort();
  std::string_view text(payload.get());
  Jws jws = new_jws();
  Jwk key = key_of(secret);
  expect_ok(r_jws_set_alg(jws.get(), R_JWA_ALG_HS256));
  expect_ok(r_jws_set_header_str_value(jws.get(), "typ", "JWT"));
  expect_ok(r_jws_set_payload(jws.get(), reinterpret_cast<const unsigned char*>(text.data()), text.size()));
  LibraryText token(r_jws_serialize(jws.get(), key.get(), 0));
  if (!token) return fail(ErrorCode::kInternal, "the token could not be signed", "r_jws_serialize");
  return std::string(token.get());
}

Result<Principal> verify_token(const TokenSecret& secret, const TokenRules& rules, std::string_view token, Time now) {
  CompactJws parts = TRY(split_compact(token));
  TRY_VOID(check_header(parts.header));
  if (!signature_matches(secret, parts) || !library_verifies(secret, token))
    return refuse("the token's signature is wrong");
  Json claims = parse_strict_object(parts.payload);
  if (!claims) return refuse("the token's claims are not an unambiguous JSON object");
  return judge_claims(claims.get(), rules, now);
}

}  // namespace pictor::access
