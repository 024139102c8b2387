#include "digest/private_key.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <cstdlib>

namespace pictor::digest {
namespace {

constexpr int kMinRsaBits = 2048;

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 32> group{};
  std::size_t size = 0;
  return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), &size) == 1 &&
         std::string_view(group.data(), size) == "prime256v1";
}

bool is_usable(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1) return EVP_PKEY_get_bits(key) >= kMinRsaBits;
  return EVP_PKEY_is_a(key, "EC") == 1 && is_p256(key);
}

/// Answers that there is no passphrase, where OpenSSL would ask the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

struct PrivateKey::Key {
  EVP_PKEY* key = nullptr;
  ~Key() { EVP_PKEY_free(key); }
};

PrivateKey::PrivateKey(std::unique_ptr<Key> key) : key_(std::move(key)) {}
PrivateKey::PrivateKey(PrivateKey&&) noexcept = default;
PrivateKey& PrivateKey::operator=(PrivateKey&&) noexcept = default;
PrivateKey::~PrivateKey() = default;

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                       BIO_free);
  auto read = std::make_unique<Key>();
  read->key = PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr);
  if (read->key == nullptr) {
    return fail(ErrorCode::kInvalidParameter, "the private key is not PEM, or wants a passphrase");
  }
  if (!is_usable(read->key)) {
    return fail(ErrorCode::kInvalidParameter, "the private key is neither RSA of 2048 bits or more nor ECDSA on P-256");
  }
  return PrivateKey(std::move(read));
}

std::string PrivateKey::sign(SignatureHash hash, std::string_view message) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const EVP_MD* digest = hash == SignatureHash::kSha1 ? EVP_sha1() : EVP_sha256();
  const Bytes bytes = as_bytes(message);
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_->key));
  std::string signature(size, '\0');
  // The key was judged when it was read: what fails here is memory or OpenSSL itself.
  if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_->key) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes.data(),
                     bytes.size()) != 1) {
    std::abort();
  }
  signature.resize(size);
  return signature;
}

}  // namespace pictor::digest
