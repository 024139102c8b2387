#include "http/parameters.h"

#include <gtest/gtest.h>

namespace pictor::http {
namespace {

TEST(QueryReader, ReadsValuesInTheirBounds) {
  Query query = {{"limit", "200"}, {"dpr", "0.5"}, {"deleted", "true"}, {"q", "sea"}};
  QueryReader reader(query);
  EXPECT_EQ(reader.integer("limit", 1, 200), 200);
  EXPECT_EQ(reader.number("dpr", 0.5, 8), 0.5);
  EXPECT_EQ(reader.flag("deleted"), true);
  EXPECT_EQ(reader.text("q", 3), "sea");
  EXPECT_TRUE(reader.finish());
}

TEST(QueryReader, NamesTheParameterOutOfBounds) {
  for (const char* value : {"0", "201", "", "1x", " 1", "+1", "1.0", "99999999999"}) {
    Query query = {{"limit", value}};
    QueryReader reader(query);
    EXPECT_FALSE(reader.integer("limit", 1, 200)) << value;
    auto finished = reader.finish();
    ASSERT_FALSE(finished) << value;
    EXPECT_EQ(finished.error().field, "limit");
    EXPECT_EQ(finished.error().code, ErrorCode::kInvalidParameter);
  }
}

TEST(QueryReader, RefusesNumbersThatAreNone) {
  for (const char* value : {"nan", "inf", "-inf", "0x1", "9", "0.4"}) {
    Query query = {{"dpr", value}};
    QueryReader reader(query);
    reader.number("dpr", 0.5, 8);
    EXPECT_FALSE(reader.finish()) << value;
  }
}

TEST(QueryReader, RefusesUnknownAndRepeatedParameters) {
  Query unknown = {{"wdith", "1"}};
  EXPECT_EQ(QueryReader(unknown).finish().error().field, "wdith");
  Query repeated = {{"w", "1"}, {"w", "2"}};
  QueryReader reader(repeated);
  reader.integer("w", 1, 9);
  EXPECT_EQ(reader.finish().error().field, "w");
}

}  // namespace
}  // namespace pictor::http
