#include "delivery/picture.h"

#include <gtest/gtest.h>

#include "delivery/delivery_path.h"

namespace pictor::delivery {
namespace {

const std::string kImage = "img_01jdz4v8k3m5n7p9r2t4w6y8za";

TEST(PictureText, NamesAPresetWithWhatMayStandBesideIt) {
  const Picture picture = picture_from("preset:card@12&focus=0.25,1&format=webp").value();
  EXPECT_EQ(picture.preset, (PresetReference{"card", 12}));
  EXPECT_EQ(picture.transform, (Transform{.focus = FocalPoint{0.25, 1}, .format = Format::kWebp}));
  EXPECT_EQ(picture_from("preset:card").value().preset, (PresetReference{"card", std::nullopt}));
}

TEST(PictureText, IsTheOptimizedVersionWhereNothingIsAsked) {
  EXPECT_EQ(picture_from("optimized").value(), Picture{});
  EXPECT_EQ(to_text(Picture{}), "optimized");
}

TEST(PictureText, NeedsASignatureForEverythingButPresetsAndTheOptimizedVersion) {
  for (const char* open : {"optimized", "preset:a", "preset:a@1&format=avif"})
    EXPECT_TRUE(needs_no_signature(picture_from(open).value())) << open;
  for (const char* closed : {"w=1", "format=webp", "q=1"})
    EXPECT_FALSE(needs_no_signature(picture_from(closed).value())) << closed;
}

TEST(WithAdditions, CropsByAFocusOnlyWhereThePresetFollowsOne) {
  const Transform cover{.width = 4, .height = 3, .fit = Fit::kCover};
  EXPECT_EQ(with_additions(cover, {.focus = FocalPoint{0, 1}}).value().focus, (FocalPoint{0, 1}));
  EXPECT_EQ(with_additions({.width = 4}, {.focus = FocalPoint{0, 1}}).error().field, "focus");
  EXPECT_EQ(with_additions({.format = Format::kPng}, {.format = Format::kWebp}).value().format, Format::kWebp);
}

TEST(DeliveryPath, IsReadAsItIsWritten) {
  const std::string path =
      delivery_path(TenantId("demo"), ImageId(kImage), VersionId("9f86d081884c7d65"), "preset:a@1");
  EXPECT_EQ(path, "/t/demo/" + kImage + "/9f86d081884c7d65/preset:a@1");
  const DeliveryPath read = delivery_path_from(path).value();
  EXPECT_EQ(read.tenant.str(), "demo");
  EXPECT_EQ(read.image.str(), kImage);
  EXPECT_EQ(read.picture, "preset:a@1");
  EXPECT_FALSE(read.signature);
}

TEST(DeliveryPath, KnowsNoOtherForm) {
  const std::string rest = "/" + kImage + "/9f86d081884c7d65/optimized";
  for (const std::string& bad :
       {std::string(), std::string("/"), std::string("/t/"), "/t/Demo" + rest, "/t/.." + rest, "//t/demo" + rest,
        "/t/%64emo" + rest, "/T/demo" + rest, "t/demo" + rest, std::string("/t/demo/img_x/9f86d081884c7d65/optimized"),
        "/t/demo/" + kImage + "/9F86D081884C7D65/optimized", "/t/demo/" + kImage + "/9f86d081884c7d6/optimized",
        "/t/demo/../demo" + rest, "/t/demo/" + kImage,
        "/t/demo" + rest + "/k1.never." + std::string(43, 'A') + "/more"})
    EXPECT_EQ(delivery_path_from(bad).error().code, ErrorCode::kNotFound) << bad;
  // These have a segment where the signature stands.
  for (const std::string& bad : {"/t//demo" + rest, "/t/demo/" + rest, "/t/demo" + rest + "/"})
    EXPECT_EQ(delivery_path_from(bad).error().code, ErrorCode::kInvalidSignature) << bad;
}

}  // namespace
}  // namespace pictor::delivery
