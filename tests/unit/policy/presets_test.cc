#include "policy/presets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "policy/operation_parameters.h"

namespace pictor::policy {
namespace {

using testing::ElementsAre;

TEST(Presets, AreTheFourOfTheContract) {
  std::vector<std::pair<std::string, int>> found;
  for (const Preset& preset : default_presets()) found.emplace_back(preset.name, preset.longest_side);
  EXPECT_THAT(found, ElementsAre(std::pair("thumb", 150), std::pair("small", 300), std::pair("medium", 600),
                                 std::pair("large", 1200)));
}

TEST(Presets, ArePngBesideWebpWhereThereIsAlpha) {
  EXPECT_THAT(preset_formats({.has_alpha = false}), ElementsAre(Format::kJpeg, Format::kWebp));
  EXPECT_THAT(preset_formats({.has_alpha = true}), ElementsAre(Format::kPng, Format::kWebp));
}

TEST(Presets, OfUnknownNameAreNotFound) { EXPECT_FALSE(find_preset("huge")); }

TEST(ProcessingPlan, MakesEveryPresetInEveryFormatOnce) {
  Image image;
  image::Plan plan = processing_plan({}, {}, image);
  std::set<std::string> names;
  for (const auto& spec : plan.renditions) names.insert(spec_hash(spec));
  EXPECT_EQ(plan.renditions.size(), 8u);
  EXPECT_EQ(names.size(), 8u);
  EXPECT_TRUE(plan.optimize.has_value());
  EXPECT_TRUE(plan.placeholder);
}

TEST(ProcessingPlan, LeavesTheOptimizedVersionOutWhereThePolicySaysSo) {
  EXPECT_FALSE(processing_plan({.optimize = false}, {}, Image{}).optimize.has_value());
}

TEST(SpecHash, IsSixteenHexDigits) {
  std::string hash = spec_hash(image::RenditionSpec{});
  EXPECT_EQ(hash.size(), 16u);
  EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(SpecHash, DiffersWhereverThePicturesDiffer) {
  image::RenditionSpec base{.box_width = 300, .box_height = 200, .fit = image::Fit::kCover};
  std::vector<image::RenditionSpec> others(10, base);
  others[0].box_width = 301;
  others[1].box_height = 201;
  others[2].fit = image::Fit::kFill;
  others[3].format = Format::kWebp;
  others[4].quality = 79;
  others[5].effort = image::Effort::kFast;
  others[6].animated = false;
  others[7].focus = {0.2, 0.5};
  others[8].floor = 70;
  others[9].or_png = true;
  std::set<std::string> hashes{spec_hash(base)};
  for (const auto& spec : others) hashes.insert(spec_hash(spec));
  EXPECT_EQ(hashes.size(), 11u);
}

TEST(SpecHash, ChangesWithTheFloorAndNotWithTheQualityItStandsFor) {
  const image::RenditionSpec base{.quality = 80, .floor = 70};
  image::RenditionSpec same = base, higher = base;
  same.quality = 0;
  higher.floor = 75;
  EXPECT_EQ(spec_hash(base), spec_hash(same));
  EXPECT_NE(spec_hash(base), spec_hash(higher));
}

TEST(PresetRendition, ReachesTheFloorUnlessThePolicyFixesItsQuality) {
  const Preset preset{"thumb", 150};
  const RenditionPolicy searching{.thumbnail_quality = {}, .thumbnail_floor = 65};
  EXPECT_EQ(preset_rendition(searching, preset, Format::kWebp).floor, 65);
  const image::RenditionSpec fixed = preset_rendition({.thumbnail_quality = {40}}, preset, Format::kWebp);
  EXPECT_FALSE(fixed.floor);
  EXPECT_EQ(fixed.quality, 40);
}

TEST(PresetRendition, OfAvifHasThePointThatServesTheSameAsThePolicysQuality) {
  const auto avif_at = [](int quality) {
    return preset_rendition({.thumbnail_quality = {quality}}, {"thumb", 150}, Format::kAvif).quality;
  };
  EXPECT_EQ(avif_at(1), 1);
  EXPECT_EQ(avif_at(80), 60);
  EXPECT_EQ(avif_at(100), 100);
}

TEST(SetQuality, TakesWhatIsAskedForOnTheScaleOfTheFormat) {
  image::RenditionSpec spec{.format = Format::kAvif};
  set_quality(spec, {}, Quality{80});
  EXPECT_EQ(spec.quality, 80);
}

TEST(PresetRendition, HasNoQualityWhereTheFormatIsLossless) {
  const image::RenditionSpec spec = preset_rendition({}, {"thumb", 150}, Format::kPng);
  EXPECT_FALSE(spec.floor);
  EXPECT_EQ(spec.quality, 0);
}

/// Each operation set to something, one at a time: the table of parameters writes them all.
TEST(SpecHash, DiffersForEveryOperation) {
  const image::RenditionSpec base{.box_width = 300, .box_height = 200, .fit = image::Fit::kCover};
  const std::vector<image::Operations> each = {{.trim = 0},
                                               {.trim = 10},
                                               {.flip = image::Flip::kHorizontal},
                                               {.flip = image::Flip::kVertical},
                                               {.flip = image::Flip::kBoth},
                                               {.quarter_turns = 1},
                                               {.quarter_turns = 2},
                                               {.gravity = Gravity::kSmart},
                                               {.gravity = Gravity::kNorth},
                                               {.enlarge = true},
                                               {.blur = 1},
                                               {.blur = 1.01},
                                               {.sharpen = 1},
                                               {.background = Color{}},
                                               {.background = Color{0, 0, 0, 0}},
                                               {.pad = {.top = 1}},
                                               {.pad = {.right = 1}},
                                               {.pad = {.bottom = 1}},
                                               {.pad = {.left = 1}},
                                               {.watermark = {.version = 1}},
                                               {.watermark = {.version = 2}},
                                               {.watermark = {.version = 1, .gravity = Gravity::kNorth}},
                                               {.watermark = {.version = 1, .offset_x = 5}},
                                               {.watermark = {.version = 1, .offset_y = 5}},
                                               {.watermark = {.version = 1, .scale = 0.3}},
                                               {.watermark = {.version = 1, .opacity = 0.3}},
                                               {.watermark = {.version = 1, .tile = true}}};
  std::set<std::string> hashes{spec_hash(base)};
  for (const image::Operations& operations : each) {
    image::RenditionSpec spec = base;
    spec.operations = operations;
    hashes.insert(spec_hash(spec));
  }
  EXPECT_EQ(hashes.size(), each.size() + 1);
}

TEST(OperationsText, IsReadBackAsItWasWritten) {
  const image::Operations operations{
      .trim = 7,
      .flip = image::Flip::kBoth,
      .quarter_turns = 3,
      .gravity = Gravity::kSouthWest,
      .enlarge = true,
      .blur = 12.34,
      .sharpen = 0.5,
      .background = Color{1, 2, 3, 4},
      .pad = {.top = 1, .right = 2, .bottom = 3, .left = 4},
      .watermark = {
          .gravity = Gravity::kCenter, .offset_x = 5, .offset_y = 6, .scale = 0.07, .opacity = 0, .tile = true}};
  EXPECT_EQ(operations_from(operations_text(operations)), operations);
  EXPECT_EQ(operations_text({}), "");
  EXPECT_EQ(operations_from(""), image::Operations{});
  for (const char* bad : {"blur", "blur=", "blur=200", "shadow=1", ";", "blur=3;;pad=1"})
    EXPECT_FALSE(operations_from(bad)) << bad;
}

TEST(SpecHash, IgnoresAFocalPointThatNothingIsCroppedAround) {
  image::RenditionSpec plain{.box_width = 300}, focused{.box_width = 300, .focus = {0.1, 0.9}};
  EXPECT_EQ(spec_hash(plain), spec_hash(focused));
}

}  // namespace
}  // namespace pictor::policy
