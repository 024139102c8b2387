#include "app/image_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pictor::app {
namespace {

using testing::ElementsAre;

TEST(Names, LoseTheFoldersThatSomeClientsSend) {
  EXPECT_EQ(checked_name("C:\\photos\\beach.jpg"), "beach.jpg");
  EXPECT_EQ(checked_name("../../etc/passwd"), "passwd");
}

TEST(Names, LoseControlCharacters) { EXPECT_EQ(checked_name(std::string("a\r\n\0b.jpg", 9)), "ab.jpg"); }

TEST(Names, MustBeUtf8) {
  EXPECT_TRUE(checked_name("плаж 海.jpg"));
  for (const char* bad : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe6\xb5", "\xe0\x80\xaf"})
    EXPECT_FALSE(checked_name(bad));
}

TEST(Names, HaveABound) {
  EXPECT_TRUE(checked_name(std::string(255, 'a')));
  auto long_name = checked_name(std::string(256, 'a'));
  ASSERT_FALSE(long_name);
  EXPECT_EQ(long_name.error().limit, 255);
  EXPECT_EQ(long_name.error().actual, 256);
}

TEST(Tags, AreTrimmedAndKeptOnceInOrder) {
  EXPECT_THAT(checked_tags({" sea ", "sun", "", "sea"}).value(), ElementsAre("sea", "sun"));
}

TEST(Tags, HaveBounds) {
  EXPECT_FALSE(checked_tags({std::string(65, 'a')}));
  EXPECT_FALSE(checked_tags({"a,b"}));
  std::vector<std::string> many;
  for (int i = 0; i < 51; ++i) many.push_back("t" + std::to_string(i));
  EXPECT_FALSE(checked_tags(many));
}

TEST(Metadata, IsAJsonObjectPrintedCanonically) {
  EXPECT_EQ(checked_metadata("{ \"a\" : [1, true] }"), "{\"a\":[1,true]}");
  for (const char* bad : {"", "[1]", "1", "{\"a\":}", "{} {}"}) EXPECT_FALSE(checked_metadata(bad)) << bad;
  EXPECT_FALSE(checked_metadata("{\"a\":\"" + std::string(17000, 'x') + "\"}"));
  EXPECT_FALSE(checked_metadata("{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}"));
}

}  // namespace
}  // namespace pictor::app
