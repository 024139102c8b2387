#include <gtest/gtest.h>

#include "base/encoding.h"

namespace pictor {
namespace {

TEST(Base64, ReadsBackWhatItWritesAtEveryLength) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    EXPECT_EQ(from_base64(to_base64(as_bytes(bytes))), bytes);
    EXPECT_EQ(from_base64url(to_base64url(as_bytes(bytes))), bytes);
    bytes += static_cast<char>(255 - i);
  }
}

TEST(Base64, ReadsTheExamplesOfRfc4648) {
  EXPECT_EQ(from_base64("Zm9vYg=="), "foob");
  EXPECT_EQ(from_base64("Zm9vYmE="), "fooba");
  EXPECT_EQ(from_base64("Zm9vYmFy"), "foobar");
}

TEST(Base64, RefusesEverySpellingButItsOwn) {
  for (const char* text :
       {"Zg", "Zg=", "Zg===", "Zh==", "=Zg=", "Z===", "Z", "Zg==Zg==", "Zm9v YmFy", "-_8=", "Zm9v\n"})
    EXPECT_FALSE(from_base64(text)) << text;
  for (const char* text : {"Zg==", "Zh", "Z", "+/8", "Zm9v\n"}) EXPECT_FALSE(from_base64url(text)) << text;
}

}  // namespace
}  // namespace pictor
