#include "delivery/cache_tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pictor::delivery {
namespace {

const TenantId kAcme("acme");
const ImageId kImage("img_00000000000000000000000001");

TEST(CacheTags, NameTenantImageAndPreset) {
  const auto tags = cache_tags(kAcme, kImage, PresetVersion{"card", 3});
  EXPECT_EQ(header_value({}, tags), "t:acme,i:img_00000000000000000000000001,p:card@3");
  EXPECT_EQ(header_value({.name = "xkey", .separator = " "}, tags), "t:acme i:img_00000000000000000000000001 p:card@3");
}

TEST(CacheTags, NameNoPresetWhereThereIsNone) {
  EXPECT_EQ(header_value({}, cache_tags(kAcme, kImage, std::nullopt)), "t:acme,i:img_00000000000000000000000001");
}

TEST(CacheTags, OfPresetsAreReadInOneSpelling) {
  const auto card = parse_preset_version("card@12");
  ASSERT_TRUE(card);
  EXPECT_EQ(preset_tag(*card).str(), "p:card@12");
  for (const char* bad : {"", "card", "card@", "card@0", "card@01", "card@-1", "card@1x", "@1", "Card@1", "a b@1",
                          "a,b@1", "card@99999999999", "-a@1"}) {
    EXPECT_FALSE(parse_preset_version(bad)) << bad;
  }
}

}  // namespace
}  // namespace pictor::delivery
