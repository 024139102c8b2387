#include "digest/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdlib>

namespace pictor::digest {

Sha256Bytes hmac_sha256(Bytes key, Bytes message) {
  Sha256Bytes code{};
  unsigned int size = code.size();
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), code.data(),
           &size) == nullptr) {
    std::abort();  // OpenSSL without SHA-2
  }
  return code;
}

}  // namespace pictor::digest
