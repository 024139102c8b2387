#include "model/ids.h"

#include <gtest/gtest.h>

#include "support/fakes.h"

namespace pictor {
namespace {

TEST(TenantIds, AreLowerCaseLettersDigitsAndHyphens) {
  for (const char* good : {"demo", "a", "0", "acme-2", "x1234567890"}) EXPECT_TRUE(parse_tenant_id(good)) << good;
  for (const char* bad : {"", "-a", "A", "a_b", "a/b", "..", "ä", "a b"}) EXPECT_FALSE(parse_tenant_id(bad)) << bad;
  EXPECT_TRUE(parse_tenant_id(std::string(63, 'a')));
  EXPECT_FALSE(parse_tenant_id(std::string(64, 'a')));
}

TEST(ImageIds, SortByTheTimeTheyWereMade) {
  test::ManualClock clock;
  test::CountingRandom random;
  ImageId first = new_image_id(clock.now(), random);
  clock.advance(std::chrono::milliseconds(1));
  ImageId second = new_image_id(clock.now(), random);
  EXPECT_LT(first, second);
}

TEST(ImageIds, AreReadBackAsTheyWereMade) {
  test::ManualClock clock;
  test::CountingRandom random;
  ImageId id = new_image_id(clock.now(), random);
  EXPECT_EQ(parse_image_id(id.str()).value(), id);
}

TEST(ImageIds, OfAnotherFormNameNothing) {
  for (const char* bad :
       {"", "img_", "img_0000000000000000000000000", "img_0000000000000000000000000/", "job_00000000000000000000000000",
        "img_ILOU0000000000000000000000", "../img_0000000000000000000000"}) {
    auto id = parse_image_id(bad);
    ASSERT_FALSE(id) << bad;
    EXPECT_EQ(id.error().code, ErrorCode::kNotFound);
  }
}

TEST(Versions, AreTheBeginningOfTheHash) {
  EXPECT_EQ(version_of(Sha256Hex(std::string(64, 'a'))).str(), "aaaaaaaaaaaaaaaa");
}

}  // namespace
}  // namespace pictor
