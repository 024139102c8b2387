#include "blobs/s3/s3_location.h"

#include <gtest/gtest.h>

namespace pictor::blobs {
namespace {

TEST(S3Location, IsReadWithAllItsOptions) {
  const auto location =
      parse_s3_location("s3://images/a/b?endpoint=http://127.0.0.1:9000&region=eu-west-1&path_style=true").value();
  EXPECT_EQ(location.bucket, "images");
  EXPECT_EQ(location.prefix, "a/b/");
  EXPECT_EQ(location.scheme, "http");
  EXPECT_EQ(location.authority, "127.0.0.1:9000");
  EXPECT_EQ(location.region, "eu-west-1");
  EXPECT_TRUE(location.path_style);
}

TEST(S3Location, IsOfAwsUnlessItSaysOtherwise) {
  const auto location = parse_s3_location("s3://images?region=eu-central-1").value();
  EXPECT_EQ(location.scheme, "https");
  EXPECT_EQ(location.authority, "s3.eu-central-1.amazonaws.com");
  EXPECT_EQ(location.prefix, "");
  EXPECT_FALSE(location.path_style);
}

TEST(S3Location, RefusesWhatIsNone) {
  for (const char* text :
       {"", "file:/x", "s3://", "s3://A", "s3://ab", "s3://bucket?x=1", "s3://bucket?endpoint=ftp://h",
        "s3://bucket?endpoint=http://h/path", "s3://bucket?endpoint=http://u@h", "s3://bucket?path_style=yes",
        "s3://bucket//a", "s3://bucket/a//b", "s3://bucket/a b", "s3://bucket?region"}) {
    const auto location = parse_s3_location(text);
    ASSERT_FALSE(location) << text;
    EXPECT_EQ(location.error().field, "blobs");
  }
}

}  // namespace
}  // namespace pictor::blobs
