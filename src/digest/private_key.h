#pragma once

#include <memory>
#include <string>

#include "base/encoding.h"
#include "base/result.h"

namespace pictor::digest {

enum class SignatureHash { kSha1, kSha256 };

/// A private key of RSA (2048 bits or more) or of ECDSA on P-256, by OpenSSL. Move-only; any thread.
class PrivateKey {
 public:
  /// Reads PEM without a passphrase (PKCS#8, PKCS#1 or SEC 1). Errors: kInvalidParameter.
  static Result<PrivateKey> from_pem(std::string_view pem);
  PrivateKey(PrivateKey&&) noexcept;
  PrivateKey& operator=(PrivateKey&&) noexcept;
  ~PrivateKey();

  /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2), which is the same each time, or a DER-encoded ECDSA signature, which is
  /// not.
  std::string sign(SignatureHash hash, std::string_view message) const;

 private:
  struct Key;
  explicit PrivateKey(std::unique_ptr<Key> key);
  std::unique_ptr<Key> key_;
};

}  // namespace pictor::digest
