#include "digest/private_key.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace pictor::digest {
namespace {

std::string to_pem(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> owned(key, EVP_PKEY_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  const unsigned char passphrase[] = "secret";
  PEM_write_bio_PrivateKey(out.get(), key, cipher, cipher ? passphrase : nullptr, cipher ? 6 : 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

TEST(PrivateKeys, AreRsaOf2048BitsOrEcdsaOnP256) {
  EXPECT_TRUE(PrivateKey::from_pem(to_pem(EVP_RSA_gen(2048))));
  EXPECT_TRUE(PrivateKey::from_pem(to_pem(EVP_EC_gen("P-256"))));
  EXPECT_FALSE(PrivateKey::from_pem(to_pem(EVP_RSA_gen(1024))));
  EXPECT_FALSE(PrivateKey::from_pem(to_pem(EVP_EC_gen("P-384"))));
  EXPECT_FALSE(PrivateKey::from_pem(to_pem(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))));
}

TEST(PrivateKeys, AreReadWithoutAskingForAPassphrase) {
  EXPECT_FALSE(PrivateKey::from_pem(to_pem(EVP_EC_gen("P-256"), EVP_aes_128_cbc())));
}

TEST(PrivateKeys, AreNotReadFromWhatIsNone) {
  const std::string pem = to_pem(EVP_EC_gen("P-256"));
  EXPECT_FALSE(PrivateKey::from_pem(""));
  EXPECT_FALSE(PrivateKey::from_pem("not a key"));
  EXPECT_FALSE(PrivateKey::from_pem(std::string_view(pem).substr(0, pem.size() / 2)));
}

TEST(PrivateKeys, OfRsaSignAlikeEachTime) {
  const PrivateKey key = std::move(PrivateKey::from_pem(to_pem(EVP_RSA_gen(2048))).value());
  EXPECT_EQ(key.sign(SignatureHash::kSha256, "a"), key.sign(SignatureHash::kSha256, "a"));
  EXPECT_NE(key.sign(SignatureHash::kSha256, "a"), key.sign(SignatureHash::kSha1, "a"));
}

}  // namespace
}  // namespace pictor::digest
