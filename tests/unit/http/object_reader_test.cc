#include "http/json/object_reader.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>

namespace pictor::http {
namespace {

TEST(JsonBody, RefusesWhatIsNotOneObject) {
  for (std::string text : {"", "[]", "1", "{", "{}{}", "{\"a\":1,}", "{'a':1}", "{\"a\":\"\xff\"}", "null"})
    EXPECT_FALSE(parse_json_object(text)) << text;
}

TEST(JsonBody, RefusesAMemberThatIsGivenTwice) {
  auto object = parse_json_object(R"({"a":1,"b":{"c":1,"c":2}})");
  ASSERT_FALSE(object);
  EXPECT_EQ(object.error().field, "c");
  EXPECT_FALSE(parse_json_object(R"({"a":1,"\u0061":2})"));
  EXPECT_TRUE(parse_json_object(R"({"a":{"c":1},"b":{"c":2}})"));
}

TEST(JsonBody, RefusesDeepNesting) {
  std::string deep = R"({"a":)" + std::string(40, '[') + std::string(40, ']') + "}";
  EXPECT_FALSE(parse_json_object(deep));
  EXPECT_FALSE(parse_json_object(std::string(1 << 20, '[')));
}

TEST(ObjectReader, NamesTheMemberOfTheWrongType) {
  auto object = parse_json_object(R"({"quality":"80"})");
  ObjectReader reader(*object);
  EXPECT_FALSE(reader.integer("quality", 1, 100));
  EXPECT_EQ(reader.finish().error().field, "quality");
}

TEST(ObjectReader, RefusesUnknownMembers) {
  auto object = parse_json_object(R"({"format":"webp","qualty":80})");
  ObjectReader reader(*object);
  EXPECT_EQ(reader.text("format"), "webp");
  EXPECT_EQ(reader.finish().error().field, "qualty");
}

TEST(ObjectReader, TellsNullFromAbsent) {
  auto object = parse_json_object(R"({"album":null})");
  ObjectReader reader(*object);
  EXPECT_TRUE(reader.has("album") && reader.is_null("album"));
  EXPECT_FALSE(reader.has("focus") || reader.is_null("focus"));
}

}  // namespace
}  // namespace pictor::http
