#include "model/quality.h"

#include <gtest/gtest.h>

namespace pictor {
namespace {

TEST(Quality, IsReadAsItIsWritten) {
  for (const Quality quality : {Quality{}, Quality{1}, Quality{100}})
    EXPECT_EQ(quality_from(to_string(quality)), quality);
}

TEST(Quality, IsNothingElseThanAutoAndOneToAHundred) {
  for (const char* text : {"", "0", "101", "-5", "80 ", "8O", "Auto"}) EXPECT_FALSE(quality_from(text)) << text;
}

}  // namespace
}  // namespace pictor
