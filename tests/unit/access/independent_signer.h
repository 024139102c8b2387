#pragma once
// A signer that shares no code with the library under test: what it makes is right by RFC 7515 alone.

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <string>
#include <string_view>

#include "base/encoding.h"

namespace pictor::access::test {

inline std::string base64url(std::string_view text) { return to_base64url(as_bytes(text)); }

inline std::string hmac(const EVP_MD* hash, std::string_view secret, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned length = 0;
  HMAC(hash, secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest.data(), &length);
  return std::string(reinterpret_cast<const char*>(digest.data()), length);
}

/// A compact JWS over the two texts exactly as given.
inline std::string sign(std::string_view secret, std::string_view header, std::string_view payload,
                        const EVP_MD* hash = EVP_sha256()) {
  std::string text = base64url(header) + "." + base64url(payload);
  return text + "." + base64url(hmac(hash, secret, text));
}

}  // namespace pictor::access::test
