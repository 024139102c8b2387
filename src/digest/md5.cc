#include "digest/md5.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace pictor::digest {

std::string content_md5(Bytes bytes) {
  std::array<std::uint8_t, 16> digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr) != 1) std::abort();
  return to_base64(digest);
}

}  // namespace pictor::digest
