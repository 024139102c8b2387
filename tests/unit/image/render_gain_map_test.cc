// A gain map follows its picture: cut, scaled and turned alike.

#include <gtest/gtest.h>

#include <functional>

#include "image/encode/encode.h"
#include "image/gain_map/gain_map.h"
#include "support/sample_gain_map.h"
#include "unit/image/fidelity.h"

namespace pictor::test {
namespace {

using image::find_gain_map;
using image::Flip;
using image::RenditionSpec;

constexpr int kWidth = 192;
constexpr int kHeight = 128;
/// What smooth pictures lose as a JPEG twice, and once by resizing.
constexpr int kFewLevels = 4;

/// Levels by the place in the whole map, 0..1: a ramp that tells right from left and top from bottom.
double ramp(double u, double v) { return 20 + 150 * u + 60 * v; }

FileBytes map_file(int width = kWidth / 2, int height = kHeight / 2) {
  const image::Picture map = draw(width, height, 3, [&](int x, int y, int) {
    return static_cast<int>(std::lround(ramp((x + 0.5) / width, (y + 0.5) / height)));
  });
  return image::encode_jpeg(map.view(), {.quality = 95}).value();
}

FileBytes source(int orientation = 0) {
  return jpeg_with_gain_map(make_jpeg({.width = kWidth, .height = kHeight, .orientation = orientation}), map_file());
}

/// The file of one rendition.
FileBytes rendered(const FileBytes& file, const RenditionSpec& spec) {
  return renditions_of(file, {.renditions = {spec}}).output;
}

RenditionSpec jpeg_in(int width, int height) {
  return {.box_width = width, .box_height = height, .format = Format::kJpeg};
}

struct Place {
  double u;
  double v;
};

/// The map of a rendition is of the size, and at each place of it shows what the source's shows at `stored`.
void expect_map(const FileBytes& rendition, image::Size size, const std::function<Place(double, double)>& stored) {
  const auto found = find_gain_map(rendition, {});
  ASSERT_TRUE(found);
  const image::Picture map = decode(found->file);
  ASSERT_EQ((image::Size{map.width(), map.height()}), size);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const Place place = stored((x + 0.5) / size.width, (y + 0.5) / size.height);
      ASSERT_NEAR(map.view().row(y)[3 * x], ramp(place.u, place.v), kFewLevels) << x << ' ' << y;
    }
  }
}

TEST(RenderGainMap, IsScaledAsThePicture) {
  expect_map(rendered(source(), jpeg_in(96, 96)), {48, 32}, [](double u, double v) { return Place{u, v}; });
}

TEST(RenderGainMap, KeepsItsLevelsAtTheSizeOfTheSource) {
  expect_map(rendered(source(), jpeg_in(0, 0)), {96, 64}, [](double u, double v) { return Place{u, v}; });
}

TEST(RenderGainMap, IsNeverEnlarged) {
  RenditionSpec spec = jpeg_in(400, 400);
  spec.operations.enlarge = true;
  expect_map(rendered(source(), spec), {96, 64}, [](double u, double v) { return Place{u, v}; });
}

TEST(RenderGainMap, IsCutAsACoverCrop) {
  RenditionSpec spec = jpeg_in(64, 64);
  spec.fit = Fit::kCover;
  expect_map(rendered(source(), spec), {32, 32}, [](double u, double v) { return Place{(1 + 4 * u) / 6, v}; });
}

TEST(RenderGainMap, IsTurnedByTheOrientation) {
  expect_map(rendered(source(6), jpeg_in(64, 96)), {32, 48}, [](double u, double v) { return Place{v, 1 - u}; });
}

TEST(RenderGainMap, IsFlippedAndTurned) {
  RenditionSpec spec = jpeg_in(96, 96);
  spec.operations.flip = Flip::kHorizontal;
  expect_map(rendered(source(), spec), {48, 32}, [](double u, double v) { return Place{1 - u, v}; });
  spec.operations.quarter_turns = 1;
  expect_map(rendered(source(), spec), {32, 48}, [](double u, double v) { return Place{1 - v, 1 - u}; });
}

TEST(RenderGainMap, IsAtLeastAPixel) {
  const FileBytes file = jpeg_with_gain_map(make_jpeg({.width = kWidth, .height = kHeight}), map_file(2, 2));
  expect_map(rendered(file, jpeg_in(16, 16)), {1, 1}, [](double u, double v) { return Place{u, v}; });
}

TEST(RenderGainMap, AveragesLevelsAndNotLight) {
  const image::Picture stripes = draw(kWidth, kHeight, 3, [](int, int y, int) { return 20 + y % 2 * 200; });
  const FileBytes map = image::encode_jpeg(stripes.view(), {.quality = 95}).value();
  const FileBytes file = jpeg_with_gain_map(make_jpeg({.width = kWidth, .height = kHeight}), map);
  const FileBytes rendition = rendered(file, jpeg_in(48, 48));
  const auto found = find_gain_map(rendition, {});
  ASSERT_TRUE(found);
  const image::Picture small = decode(found->file);
  double sum = 0;
  for (int y = 0; y < small.height(); ++y) sum += small.view().row(y)[3 * (small.width() / 2)];
  EXPECT_NEAR(sum / small.height(), 120, kFewLevels) << "in light it would be 161";
}

TEST(RenderGainMap, IsSpoiledByWhatItDoesNotKnowOf) {
  RenditionSpec padded = jpeg_in(96, 96);
  padded.operations.pad = {.top = 1, .right = 0, .bottom = 0, .left = 0};
  RenditionSpec contained = jpeg_in(96, 96);
  contained.fit = Fit::kContain;
  RenditionSpec blurred = jpeg_in(96, 96);
  blurred.operations.blur = 2;
  for (const RenditionSpec& spec : {padded, contained, blurred}) {
    EXPECT_FALSE(find_gain_map(rendered(source(), spec), {}));
  }
  RenditionSpec marked = jpeg_in(96, 96);
  marked.operations.watermark.version = 1;
  FileBytes output;
  const auto collect = [&](Bytes bytes) -> Result<void> {
    output.insert(output.end(), bytes.begin(), bytes.end());
    return {};
  };
  const FileBytes mark = make_png({.width = 8, .height = 8});
  ASSERT_TRUE(image::render(source(), {.renditions = {marked}}, collect, [](double) {}, mark));
  EXPECT_FALSE(find_gain_map(output, {}));
}

TEST(RenderGainMap, ThatIsLargerThanItsPictureIsNone) {
  const FileBytes file = jpeg_with_gain_map(make_jpeg({.width = 96, .height = 64}), map_file(97, 64));
  EXPECT_FALSE(find_gain_map(rendered(file, jpeg_in(48, 48)), {}));
}

TEST(RenderGainMap, ThatIsDamagedLeavesThePictureAlone) {
  const FileBytes base = make_jpeg({.width = kWidth, .height = kHeight});
  const FileBytes whole = source();
  const FileBytes plain = rendered(base, jpeg_in(96, 96));
  for (const std::size_t missing : {1, 2, 3, 100, 800}) {
    const FileBytes cut(whole.begin(), whole.end() - static_cast<std::ptrdiff_t>(missing));
    EXPECT_EQ(rendered(cut, jpeg_in(96, 96)), plain) << missing;
  }
}

TEST(RenderGainMap, ForbidsAPngInTheJpegsPlace) {
  const image::Picture drawing =
      draw(kWidth, kHeight, 3, [](int x, int y, int c) { return (x / 60 + y / 50 + c) % 3 * 90; });
  const FileBytes base = image::encode_jpeg(drawing.view(), {.quality = 100}).value();
  RenditionSpec spec = jpeg_in(0, 0);
  spec.or_png = true;
  const Renditions without = renditions_of(base, {.renditions = {spec}});
  ASSERT_EQ(without.outcome.renditions[0].format, Format::kPng);
  const Renditions with = renditions_of(jpeg_with_gain_map(base, map_file()), {.renditions = {spec}});
  EXPECT_EQ(with.outcome.renditions[0].format, Format::kJpeg);
  EXPECT_TRUE(find_gain_map(with.output, {}));
}

Renditions optimized(const FileBytes& file, double floor) {
  image::Plan plan;
  plan.optimize = image::OptimizeSpec{.floor = floor};
  return renditions_of(file, plan);
}

constexpr double kOutOfReach = 100;

TEST(RenderGainMap, StaysBehindAnOptimizedVersionThatIsTheSourceWithoutItsMetadata) {
  const FileBytes base = make_jpeg({.width = kWidth, .height = kHeight, .comment = std::string(2000, 'x')});
  const FileBytes file = jpeg_with_gain_map(base, map_file());
  const Renditions made = optimized(file, kOutOfReach);
  ASSERT_TRUE(made.outcome.optimized && made.outcome.optimized->stripped_copy);
  EXPECT_EQ(made.outcome.optimized->rendition.bytes, std::ssize(made.output));
  EXPECT_LE(made.output.size(), file.size());
  expect_map(made.output, {96, 64}, [](double u, double v) { return Place{u, v}; });
}

TEST(RenderGainMap, IsLeftOutWhereTheOptimizedVersionWouldBeLargerThanTheSource) {
  const FileBytes base = make_jpeg({.width = kWidth, .height = kHeight});
  const FileBytes terse = xmp_segment(
      "<R:RDF><D xmlns:g='http://ns.adobe.com/hdr-gain-map/1.0/' g:Version='1.0' g:GainMapMax='1'"
      " g:HDRCapacityMax='1'/></R:RDF>");
  const FileBytes file = join({base, with_segments(map_file(), terse)});
  ASSERT_TRUE(find_gain_map(file, {}));
  const Renditions made = optimized(file, kOutOfReach);
  ASSERT_TRUE(made.outcome.optimized && made.outcome.optimized->stripped_copy);
  EXPECT_EQ(made.output, base);
}

TEST(RenderGainMap, IsBehindAnOptimizedVersionThatIsAnotherJpeg) {
  const image::Picture noise = draw_noise(kWidth, kHeight, 3);
  const FileBytes base = image::encode_jpeg(noise.view(), {.quality = 100}).value();
  const Renditions made = optimized(jpeg_with_gain_map(base, map_file()), 90);
  ASSERT_TRUE(made.outcome.optimized && !made.outcome.optimized->stripped_copy);
  ASSERT_EQ(made.outcome.optimized->rendition.format, Format::kJpeg);
  EXPECT_EQ(made.outcome.optimized->rendition.bytes, std::ssize(made.output));
  expect_map(made.output, {96, 64}, [](double u, double v) { return Place{u, v}; });
}

}  // namespace
}  // namespace pictor::test
