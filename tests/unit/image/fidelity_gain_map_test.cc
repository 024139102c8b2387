// What becomes of a JPEG with a gain map: its base in every format, and the map behind what is a JPEG.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/gain_map/gain_map.h"
#include "image/strip.h"
#include "support/sample_gain_map.h"
#include "unit/image/fidelity.h"

namespace pictor::test {
namespace {

using image::find_gain_map;
using image::Limits;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kWidth = 96;
constexpr int kHeight = 64;

FileBytes base_picture() {
  return make_jpeg({.width = kWidth, .height = kHeight, .quality = 98, .icc = display_p3_icc_profile()});
}

FileBytes source() {
  return jpeg_with_gain_map(base_picture(), make_jpeg({.width = kWidth / 2,
                                                       .height = kHeight / 2,
                                                       .color = JpegSample::Color::kGrey,
                                                       .comment = "SECRET of the gain map"}));
}

void expect_nothing_of(std::initializer_list<const char*> traces, Bytes file) {
  for (const char* trace : traces) EXPECT_THAT(std::string(as_text(file)), Not(HasSubstr(trace)));
}

TEST(GainMap, LeavesTheBasePictureAsItIsInEveryFormat) {
  const Renditions made = renditions_of(source(), plan_of_every_format());
  const image::Picture expected = from_display_p3(sample_picture(kWidth, kHeight, false));
  EXPECT_EQ(made.outcome.facts, (ImageFacts{.format = Format::kJpeg, .width = kWidth, .height = kHeight}));
  for (const image::RenditionOutcome& rendition : made.outcome.renditions) {
    const double floor = rendition.format == Format::kGif ? 40 : 70;
    EXPECT_GE(score(expected.view(), decode(made.file(rendition)).view()), floor) << to_string(rendition.format);
  }
}

TEST(GainMap, IsCarriedByJpegAloneWithItsNumbers) {
  const FileBytes file = source();
  const Renditions made = renditions_of(file, plan_of_every_format());
  for (const image::RenditionOutcome& rendition : made.outcome.renditions) {
    const auto found = find_gain_map(made.file(rendition), Limits{});
    ASSERT_EQ(found.has_value(), rendition.format == Format::kJpeg) << to_string(rendition.format);
    if (found) EXPECT_EQ(found->parameters, find_gain_map(file, Limits{})->parameters);
    if (!found) expect_nothing_of({"MPF", "hdrgm", "GainMap"}, made.file(rendition));
  }
}

TEST(GainMap, BringsNothingElseOfItsMetadata) {
  image::Plan plan = plan_of_every_format();
  plan.optimize = image::OptimizeSpec{};
  const Renditions made = renditions_of(source(), plan);
  ASSERT_TRUE(made.outcome.optimized);
  expect_nothing_of({"SECRET"}, made.output);
}

TEST(GainMap, IsCarriedAgainByWhatIsMadeOfARendition) {
  image::Plan plan;
  plan.renditions.push_back({.format = Format::kJpeg});
  const Renditions first = renditions_of(source(), plan);
  const Renditions second = renditions_of(first.output, plan);
  const auto found = find_gain_map(second.output, Limits{});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->parameters, find_gain_map(source(), Limits{})->parameters);
}

TEST(GainMap, IsCarriedBesideAProfile) {
  image::Plan plan;
  plan.renditions.push_back({.format = Format::kJpeg});
  plan.renditions[0].operations.gamut = Gamut::kDisplayP3;
  const Renditions made = renditions_of(source(), plan);
  EXPECT_TRUE(find_gain_map(made.output, Limits{}));
  EXPECT_TRUE(image::probe(made.output, {})->has_icc);
}

TEST(GainMap, IsGoneFromTheFileWithoutItsMetadata) {
  const FileBytes file = source();
  const FileBytes stripped = image::strip_metadata(file, image::probe(file, {}).value()).value();
  EXPECT_EQ(stripped, base_picture());
}

}  // namespace
}  // namespace pictor::test
