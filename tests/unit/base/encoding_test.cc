#include "base/encoding.h"

#include <gtest/gtest.h>

namespace pictor {
namespace {

// RFC 4648 section 10.
TEST(Base64, MatchesTheVectorsOfTheRfc) {
  EXPECT_EQ(to_base64(as_bytes("")), "");
  EXPECT_EQ(to_base64(as_bytes("f")), "Zg==");
  EXPECT_EQ(to_base64(as_bytes("fo")), "Zm8=");
  EXPECT_EQ(to_base64(as_bytes("foo")), "Zm9v");
  EXPECT_EQ(to_base64(as_bytes("foobar")), "Zm9vYmFy");
}

TEST(Base64Url, HasNoPaddingAndItsOwnLastLetters) {
  EXPECT_EQ(to_base64url(as_bytes("\xfb\xff")), "-_8");
  EXPECT_EQ(to_base64url(as_bytes("f")), "Zg");
}

TEST(Hex, IsLowerCase) { EXPECT_EQ(to_hex(as_bytes("\xab\x01")), "ab01"); }

TEST(Base32, SortsAsTheBytesDo) {
  EXPECT_LT(to_base32(as_bytes(std::string("\x00\xff", 2))), to_base32(as_bytes(std::string("\x01\x00", 2))));
  EXPECT_EQ(to_base32(as_bytes(std::string(16, '\0'))).size(), 26u);
}

}  // namespace
}  // namespace pictor
