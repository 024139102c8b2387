#include <gtest/gtest.h>

#include "image/metric/ssimulacra2.h"
#include "image/resize/cascade.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

PictureShape shape_of(const PictureView& view) {
  return {view.width, view.height, view.channels, static_cast<double>(view.width), static_cast<double>(view.height)};
}

void feed(Cascade& cascade, const PictureView& source) {
  for (int y = 0; y < source.height; ++y) cascade.push({source.row(y), source.stride()});
}

TEST(Cascade, ALongChainLooksLikeADirectResize) {
  const Picture source = test::draw_scene(1024, 768);
  const std::vector<CascadeTarget> chain = {{{}, {600, 450}}, {{}, {300, 225}}, {{}, {150, 113}}, {{}, {75, 56}}};
  Cascade cascade(shape_of(source.view()), chain);
  feed(cascade, source.view());
  for (std::size_t i = 1; i < chain.size(); ++i) {
    Cascade direct(shape_of(source.view()), std::span(&chain[i], 1));
    feed(direct, source.view());
    const PictureView cascaded = cascade.pictures()[cascade.picture_of(i)].view();
    EXPECT_GT(test::score(direct.pictures()[0].view(), cascaded), 95) << chain[i].size.width;
  }
}

TEST(Cascade, EqualTargetsShareOnePicture) {
  const std::vector<CascadeTarget> targets = {{{}, {20, 10}}, {{}, {40, 20}}, {{}, {20, 10}}};
  Cascade cascade({.width = 80, .height = 40, .channels = 3, .extent_width = 80, .extent_height = 40}, targets);
  EXPECT_EQ(cascade.pictures().size(), 2u);
  EXPECT_EQ(cascade.picture_of(0), cascade.picture_of(2));
}

TEST(Cascade, PicturesAreFoundByTheirTargetWhateverTheOrder) {
  const std::vector<CascadeTarget> targets = {{{}, {10, 5}}, {{}, {40, 20}}, {{}, {20, 10}}};
  Cascade cascade({.width = 80, .height = 40, .channels = 3, .extent_width = 80, .extent_height = 40}, targets);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    EXPECT_EQ(cascade.pictures()[cascade.picture_of(i)].width(), targets[i].size.width);
  }
}

TEST(Cascade, ATargetThatIsTheSourceIsCopiedAndOthersAreResizedBesideIt) {
  const Picture source = test::draw_scene(80, 40);
  const std::vector<CascadeTarget> targets = {{{}, {20, 10}}, {{}, {80, 40}}};
  Cascade cascade(shape_of(source.view()), targets);
  feed(cascade, source.view());
  Cascade alone(shape_of(source.view()), std::span(&targets[0], 1));
  feed(alone, source.view());
  EXPECT_TRUE(test::identical(cascade.pictures()[cascade.picture_of(1)].view(), source.view()));
  EXPECT_TRUE(test::identical(cascade.pictures()[cascade.picture_of(0)].view(), alone.pictures()[0].view()));
}

TEST(Cascade, ACopyGetsItsLostLightBack) {
  const Picture source = test::draw(33, 4, 3, [](int, int, int) { return 128; });
  const std::vector<CascadeTarget> targets = {{{}, {33, 4}}};
  Cascade cascade(shape_of(source.view()), targets);
  // Samples 28 and 228, averaged in gamma light: half the light of the latter is level 168; two terms of the series:
  // 158.
  const std::vector<float> variance(33, 100.F * 100);
  for (int y = 0; y < 4; ++y) cascade.push({source.view().row(y), source.view().stride()}, variance);
  EXPECT_NEAR(cascade.pictures()[0].row(3)[32 * 3], 168, 2);
}

TEST(Cascade, ACropIsTakenFromItsPlace) {
  const Picture source = test::draw(100, 100, 3, [](int x, int y, int) { return x < 50 && y >= 50 ? 240 : 20; });
  const std::vector<CascadeTarget> targets = {{{}, {50, 50}}, {{0, 0.5, 0.5, 0.5}, {12, 12}}};
  Cascade cascade(shape_of(source.view()), targets);
  feed(cascade, source.view());
  EXPECT_EQ(cascade.pictures()[cascade.picture_of(1)].row(6)[6 * 3], 240);
}

}  // namespace
}  // namespace pictor::image
