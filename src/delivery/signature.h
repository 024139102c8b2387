#pragma once
// How delivery URLs are signed; docs/guide/delivery-urls.md is the recipe for other backends.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/ids.h"
#include "model/signing_key.h"

namespace pictor::delivery {

/// The last segment of a signed URL: `<key>.<expires>.<mac>`.
struct Signature {
  KeyId key;
  std::optional<std::int64_t> expires;  ///< seconds since 1970; `never` in the URL where there is none
  std::string mac;                      ///< 43 letters of base64url
};

/// The only spelling of each signature: another one is nullopt. Pure; safe on hostile text.
std::optional<Signature> signature_from(std::string_view segment);

/// base64url of HMAC-SHA256 over `signed_text`: the path of the URL from `/t/` up to the dot before the MAC, that dot
/// included. All 256 bits are kept.
std::string mac_of(std::string_view secret, std::string_view signed_text);

/// `path` with its signature behind it.
std::string signed_path(std::string_view path, const SigningKey& key, std::optional<std::int64_t> expires);

/// Whether the MAC is the right one. Compares texts in constant time, so of the spellings that decode to the same bytes
/// one alone is right.
bool is_right(const Signature& signature, std::string_view secret, std::string_view signed_text);

}  // namespace pictor::delivery
