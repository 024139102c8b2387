#include "delivery/signature.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "delivery/delivery_path.h"
#include "digest/hmac.h"

namespace pictor::delivery {
namespace {

const SigningKey kKey{.id = KeyId("k1"), .secret = "psk_secret"};
const std::string kImage = "img_01jdz4v8k3m5n7p9r2t4w6y8za";
const std::string kPath = "/t/demo/" + kImage + "/9f86d081884c7d65/w=800";

/// Whether a server that knows kKey takes the URL.
bool accepted(std::string_view path) {
  const auto read = delivery_path_from(path);
  return read && read->signature && read->signature->key == kKey.id &&
         is_right(*read->signature, kKey.secret, read->signed_text);
}

// RFC 4231, test case 2.
TEST(Mac, IsHmacSha256InBase64url) {
  const digest::Sha256Bytes published = digest::hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"));
  EXPECT_EQ(to_hex(published), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(mac_of("Jefe", "what do ya want for nothing?"), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
}

TEST(SignedPath, IsAcceptedAsItWasMade) {
  EXPECT_TRUE(accepted(signed_path(kPath, kKey, std::nullopt)));
  EXPECT_TRUE(accepted(signed_path(kPath, kKey, 1'767'225'600)));
  EXPECT_EQ(delivery_path_from(signed_path(kPath, kKey, 1'767'225'600))->signature->expires, 1'767'225'600);
}

TEST(SignedPath, IsRefusedWithAnyBitFlipped) {
  const std::string right = signed_path(kPath, kKey, 1'767'225'600);
  for (std::size_t at = 0; at < right.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = right;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      EXPECT_FALSE(accepted(flipped)) << flipped;
    }
  }
}

TEST(SignedPath, IsRefusedShortenedOrLengthened) {
  const std::string right = signed_path(kPath, kKey, std::nullopt);
  for (std::size_t size = 0; size < right.size(); ++size) EXPECT_FALSE(accepted(right.substr(0, size))) << size;
  for (const char* more : {"A", "=", "/", "?", ".", "%00"}) EXPECT_FALSE(accepted(right + more)) << more;
}

// 43 letters of base64 hold 258 bits: four spellings decode to one MAC.
TEST(SignedPath, IsRefusedWithAnotherSpellingOfItsMac) {
  const std::string right = signed_path(kPath, kKey, std::nullopt);
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  int taken = 0;
  for (const char letter : kLetters) taken += accepted(right.substr(0, right.size() - 1) + letter);
  EXPECT_EQ(taken, 1);
  const auto read = delivery_path_from(right);
  const auto raw = from_base64url(read->signature->mac).value();
  std::string padded = right.substr(0, right.rfind('.') + 1) + to_base64(as_bytes(raw));
  EXPECT_FALSE(accepted(padded));
  EXPECT_FALSE(accepted(right.substr(0, right.rfind('.') + 1) + to_hex(as_bytes(raw))));
}

TEST(SignatureText, HasOneSpellingOfTheExpiry) {
  const std::string mac(43, 'A');
  for (const char* good : {"1", "never", "1767225600", "99999999999"})
    EXPECT_TRUE(signature_from("k1." + std::string(good) + "." + mac)) << good;
  for (const char* bad :
       {"", "0", "01", "-1", "+1", "1e9", "Never", "NEVER", "1.5", "100000000000", " 1", "1 ", "0x10"})
    EXPECT_FALSE(signature_from("k1." + std::string(bad) + "." + mac)) << bad;
}

TEST(SignatureText, HasAKeyOfSmallLettersAndDigits) {
  const std::string rest = ".never." + std::string(43, 'A');
  EXPECT_TRUE(signature_from(std::string(16, 'z') + rest));
  for (const std::string& bad :
       {std::string(), std::string("K1"), std::string(17, 'a'), std::string("../k"), std::string("k_1")})
    EXPECT_FALSE(signature_from(bad + rest)) << bad;
  EXPECT_FALSE(signature_from(""));
  EXPECT_FALSE(signature_from("."));
  EXPECT_FALSE(signature_from("k1.never"));
}

}  // namespace
}  // namespace pictor::delivery
