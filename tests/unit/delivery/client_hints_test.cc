#include "delivery/client_hints.h"

#include <gtest/gtest.h>

#include <set>

#include "delivery/picture.h"

namespace pictor::delivery {
namespace {

constexpr HintSet kAll{true, true, true};

TEST(HintSet, HasOneSpelling) {
  EXPECT_EQ(to_text(kAll), "dpr,width,save-data");
  EXPECT_EQ(hint_set_from("save-data,dpr"), (HintSet{.dpr = true, .save_data = true}));
  for (const char* bad : {"", ",", "dpr,", "dpr,dpr", "DPR", "viewport-width", "dpr width", "dpr,width,save-data,dpr"})
    EXPECT_FALSE(hint_set_from(bad)) << bad;
}

TEST(HintSet, IsReadOffAPath) {
  EXPECT_EQ(hints_named_in("/t/a/img/v/w=8&hints=dpr,width/k.never.mac"), (HintSet{.dpr = true, .width = true}));
  EXPECT_EQ(hints_named_in("/t/a/img/v/preset:card@2&hints=save-data"), (HintSet{.save_data = true}));
  EXPECT_EQ(hints_named_in("/t/a/img/v/w=8"), HintSet{});
  EXPECT_EQ(hints_named_in("/t/a/img/v/w=8&hints=all"), HintSet{});
}

TEST(ClientHints, ComeUpToTheNextStep) {
  const auto dpr = [](const char* field) { return client_hints(kAll, {.dpr = field}).dpr; };
  EXPECT_EQ(dpr("0.75"), 1);
  EXPECT_EQ(dpr("1"), 1);
  EXPECT_EQ(dpr("1.25"), 1.5);
  EXPECT_EQ(dpr("2.0"), 2);
  EXPECT_EQ(dpr("2.625"), 3);
  EXPECT_EQ(dpr("400"), 3);
  const auto width = [](const char* field) { return client_hints(kAll, {.width = field}).width; };
  EXPECT_EQ(width("1"), 320);
  EXPECT_EQ(width("320"), 320);
  EXPECT_EQ(width(" 321 "), 480);
  EXPECT_EQ(width("99999"), 2560);
  EXPECT_TRUE(client_hints(kAll, {.save_data = "On"}).save_data);
}

TEST(ClientHints, AreNothingWhereTheClientSaysNonsense) {
  for (const char* bad :
       {"", "0", "-1", "nan", "inf", "1e1", "+2", "2, 3", "two", "2x", "1111111111111", "99999999999"})
    EXPECT_FALSE(client_hints(kAll, {.width = bad}).width) << bad;
  for (const char* bad : {"", "0", "0.0", "-1", "nan", "1e1", "1;2", "."})
    EXPECT_FALSE(client_hints(kAll, {.dpr = bad}).dpr) << bad;
  for (const char* bad : {"", "off", "1", "on, on", "?1"})
    EXPECT_FALSE(client_hints(kAll, {.save_data = bad}).save_data) << bad;
}

TEST(ClientHints, AreNotLookedAtUnlessTheyAreFollowed) {
  const HintFields fields{"2", "640", "on"};
  EXPECT_EQ(client_hints({}, fields), ClientHints{});
  EXPECT_EQ(client_hints({.width = true}, fields), (ClientHints{.width = 640}));
}

TEST(ClientHints, OfAnyHeadersHaveFewKeys) {
  std::set<std::string> keys;
  for (int number = 1; number <= 5000; ++number)
    keys.insert(key_of(client_hints(kAll, {std::to_string(number / 1000.0), std::to_string(number), ""})));
  EXPECT_EQ(keys.size(), 7u + 3u) << "steps of width, and of pixel ratio within the last of them";
  EXPECT_EQ(key_of({}), "");
  EXPECT_EQ(key_of({.dpr = 1.5, .width = 320, .save_data = true}), "d15w320s");
}

TEST(ForClient, LetsAWidthTakeThePlaceOfTheRatio) {
  const Transform asked{.width = 400, .height = 300, .dpr = 2, .hints = kAll};
  EXPECT_EQ(for_client(asked, {}), (Transform{.width = 400, .height = 300, .dpr = 2}));
  EXPECT_EQ(for_client(asked, {.dpr = 3}).dpr, 3);
  EXPECT_EQ(for_client(asked, {.dpr = 3, .width = 640}).dpr, 1.6);
}

TEST(PictureText, NamesHintsOnlyWhereTheyChangeSomething) {
  for (const char* good :
       {"w=8&hints=dpr,width", "h=8&hints=dpr", "hints=save-data", "w=8&dpr=2&q=5&hints=dpr,save-data",
        "preset:card&hints=width", "preset:card@2&format=webp&hints=dpr"})
    EXPECT_TRUE(picture_from(good)) << good;
  for (const char* bad :
       {"hints=dpr", "hints=width", "h=8&hints=width", "format=png&hints=save-data", "optimized&hints=dpr",
        "w=8&hints=width,dpr", "w=8&hints=", "hints=dpr&w=8", "preset:card&hints=dpr&format=webp"})
    EXPECT_FALSE(picture_from(bad)) << bad;
}

TEST(WithAdditions, FollowNoHintsButThoseOfTheUrl) {
  const Transform preset{.width = 40, .hints = kAll};
  EXPECT_EQ(with_additions(preset, {}).value().hints, HintSet{});
  EXPECT_EQ(with_additions(preset, {.hints = {.width = true}}).value().hints, (HintSet{.width = true}));
  EXPECT_EQ(with_additions({.height = 40}, {.hints = {.width = true}}).error().field, "hints");
}

}  // namespace
}  // namespace pictor::delivery
