#include "codec/protocol/wire_text.h"

#include <gtest/gtest.h>

namespace pictor::codec {
namespace {

TEST(WireText, CarriesAText) { EXPECT_EQ(text_from(wire_text<16>("größe")), "größe"); }

TEST(WireText, CutsBetweenCharacters) { EXPECT_EQ(text_from(wire_text<4>("größe")), "grö"); }

TEST(WireText, LeavesOutACharacterThatDoesNotFitWhole) { EXPECT_EQ(text_from(wire_text<3>("größe")), "gr"); }

TEST(WireText, RefusesALengthBeyondItsBytes) {
  WireText<4> text = wire_text<4>("abcd");
  text.length = 5;
  EXPECT_EQ(text_from(text), std::nullopt);
}

TEST(CleanUtf8, TakesCharactersOfEveryLength) { EXPECT_TRUE(is_clean_utf8("a\u00E9\u20AC\U0001F600")); }

TEST(CleanUtf8, RefusesControlCharacters) {
  EXPECT_FALSE(is_clean_utf8("a\nb"));
  EXPECT_FALSE(is_clean_utf8("\x1B[0m"));
  EXPECT_FALSE(is_clean_utf8("\xC2\x9B"));  // C1: CSI
}

TEST(CleanUtf8, RefusesOverlongForms) { EXPECT_FALSE(is_clean_utf8("\xC0\xAF")); }

TEST(CleanUtf8, RefusesSurrogates) { EXPECT_FALSE(is_clean_utf8("\xED\xA0\x80")); }

TEST(CleanUtf8, RefusesCodePointsBeyondUnicode) { EXPECT_FALSE(is_clean_utf8("\xF4\x90\x80\x80")); }

TEST(CleanUtf8, RefusesACharacterThatIsCutOff) { EXPECT_FALSE(is_clean_utf8("\xE2\x82")); }

TEST(CleanUtf8, RefusesAStrayContinuation) { EXPECT_FALSE(is_clean_utf8("\x80")); }

}  // namespace
}  // namespace pictor::codec
