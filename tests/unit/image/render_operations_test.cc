// Operations through the whole pipeline, in lossless files so that pixels can be compared.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "image/decode/picture_source.h"
#include "image/encode/encode.h"
#include "image/orient.h"
#include "image/render.h"
#include "support/sample_files.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::decode;
using test::draw;
using test::FileBytes;

struct Made {
  RenderOutcome outcome;
  FileBytes output;
  Bytes file(std::size_t i) const {
    return Bytes(output).subspan(outcome.renditions[i].offset, outcome.renditions[i].bytes);
  }
};

Result<Made> try_rendered(Bytes file, std::vector<RenditionSpec> specs, Bytes watermark = {}) {
  Made made;
  Plan plan;
  plan.renditions = std::move(specs);
  const OutputSink sink = [&](Bytes bytes) {
    made.output.insert(made.output.end(), bytes.begin(), bytes.end());
    return Result<void>{};
  };
  made.outcome = TRY(render(file, plan, sink, [](double) {}, watermark));
  return made;
}

Picture rendered(Bytes file, const RenditionSpec& spec, Bytes watermark = {}) {
  const Made made = try_rendered(file, {spec}, watermark).value();
  Picture picture = decode(made.file(0));
  EXPECT_EQ(picture.width(), made.outcome.renditions[0].width);
  EXPECT_EQ(picture.height(), made.outcome.renditions[0].height);
  return picture;
}

FileBytes png_of(const Picture& picture) { return encode_picture(picture.view(), Format::kPng, {}).value(); }

RenditionSpec png(Operations operations, int width = 0, int height = 0, Fit fit = Fit::kInside) {
  return {.box_width = width, .box_height = height, .fit = fit, .format = Format::kPng, .operations = operations};
}

const std::uint8_t* at(const Picture& picture, int x, int y) { return picture.view().row(y) + x * picture.channels(); }

Orientation exif(int value) { return static_cast<Orientation>(value); }

class TurnedBy : public testing::TestWithParam<std::tuple<int, Flip, int>> {};

/// Every EXIF orientation, flip and quarter turn: the pixels are those of the three done one after the other.
TEST_P(TurnedBy, ExifThenFlipThenRotate) {
  const auto [stored_as, flip, turns] = GetParam();
  const FileBytes file = test::make_png({.width = 30, .height = 20, .orientation = stored_as});
  const Picture plain = decode(file);
  Picture expected = oriented_copy(plain.view(), exif(stored_as));
  if (flip == Flip::kHorizontal || flip == Flip::kBoth) expected = oriented_copy(expected.view(), Orientation::kFlipX);
  if (flip == Flip::kVertical || flip == Flip::kBoth) expected = oriented_copy(expected.view(), Orientation::kFlipY);
  for (int turn = 0; turn < turns; ++turn) expected = oriented_copy(expected.view(), Orientation::kRotate90);
  const Picture made = rendered(file, png({.flip = flip, .quarter_turns = turns}));
  EXPECT_TRUE(test::identical(made.view(), expected.view()));
}

INSTANTIATE_TEST_SUITE_P(Render, TurnedBy,
                         testing::Combine(testing::Range(1, 9),
                                          testing::Values(Flip::kNone, Flip::kHorizontal, Flip::kVertical, Flip::kBoth),
                                          testing::Range(0, 4)));

TEST(RenderOperations, TheBoxIsThatOfTheTurnedPicture) {
  const FileBytes file = test::make_png({.width = 400, .height = 200});
  const Picture made = rendered(file, png({.quarter_turns = 1}, 100, 0));
  EXPECT_EQ(made.width(), 100);
  EXPECT_EQ(made.height(), 200);
}

TEST(RenderOperations, TheFocalPointTurnsWithThePicture) {
  // A white square in the top right corner of a black picture; whatever the turn, the crop around it is white.
  const Picture scene = draw(200, 100, 3, [](int x, int y, int) { return x >= 160 && y < 40 ? 255 : 0; });
  const FileBytes file = png_of(scene);
  for (int turns = 0; turns < 4; ++turns) {
    for (const Flip flip : {Flip::kNone, Flip::kHorizontal, Flip::kBoth}) {
      RenditionSpec spec = png({.flip = flip, .quarter_turns = turns}, 200, 200, Fit::kCover);
      if (turns % 2 == 0) spec.box_height = 40, spec.box_width = 80;
      if (turns % 2 == 1) spec.box_height = 80, spec.box_width = 40;
      spec.focus = {.x = 0.9, .y = 0.2};
      const Picture made = rendered(file, spec);
      std::int64_t white = 0;
      for (const std::uint8_t level : std::span(made.view().pixels, made.view().size())) white += level > 200 ? 1 : 0;
      EXPECT_GT(white, 0) << turns;
    }
  }
}

TEST(RenderOperations, RenditionsOfOneDecodeMayBeTurnedDifferently) {
  const FileBytes file = test::make_png({.width = 60, .height = 40});
  const Made made =
      try_rendered(file, {png({}, 30), png({.quarter_turns = 1}, 20), png({.flip = Flip::kHorizontal}, 30)}).value();
  const Picture plain = decode(made.file(0));
  EXPECT_TRUE(test::identical(decode(made.file(1)).view(), oriented_copy(plain.view(), Orientation::kRotate90).view()));
  EXPECT_TRUE(test::identical(decode(made.file(2)).view(), oriented_copy(plain.view(), Orientation::kFlipX).view()));
}

/// A dark rectangle with a pattern on a light ground with a little noise.
Picture framed(int width, int height, Region dark) {
  return draw(width, height, 3, [=](int x, int y, int) {
    const bool inside = x >= dark.x && x < dark.x + dark.width && y >= dark.y && y < dark.y + dark.height;
    return inside ? 20 + (x * 5 + y * 3) % 40 : 250 + (x + y) % 3;
  });
}

class Trimmed : public testing::TestWithParam<int> {};

TEST_P(Trimmed, AnyOrientationGivesThePartInsideTheBorder) {
  // As stored; the orientation comes as a flag on the file.
  const Picture stored = framed(60, 40, {7, 9, 30, 20});
  FileBytes file = png_of(stored);
  if (GetParam() > 1) {
    // An eXIf chunk right behind IHDR, as make_png() writes it: take that of a sample.
    const FileBytes sample = test::make_png({.width = 60, .height = 40, .orientation = GetParam()});
    const std::string_view text(reinterpret_cast<const char*>(sample.data()), sample.size());
    const std::size_t chunk = text.find("eXIf") - 4;
    const std::size_t length =
        (sample[chunk] << 24 | sample[chunk + 1] << 16 | sample[chunk + 2] << 8 | sample[chunk + 3]) + 12;
    file.insert(file.begin() + 33, sample.begin() + chunk, sample.begin() + chunk + length);
  }
  const Picture made = rendered(file, png({.trim = 10}));
  const Picture expected =
      orient(draw(30, 20, 3, [&](int x, int y, int c) { return at(stored, x + 7, y + 9)[c]; }), exif(GetParam()));
  EXPECT_TRUE(test::identical(made.view(), expected.view()));
}

INSTANTIATE_TEST_SUITE_P(Render, Trimmed, testing::Range(1, 9));

TEST(RenderOperations, ATrimmedEdgeHasNothingOfTheBorderInIt) {
  const Picture stored =
      draw(400, 400, 3, [](int x, int y, int) { return x >= 100 && x < 300 && y >= 100 && y < 300 ? 0 : 255; });
  const Picture made = rendered(png_of(stored), png({.trim = 10}, 50, 50));
  ASSERT_EQ(made.width(), 50);
  EXPECT_EQ(std::ranges::max(std::span(made.view().pixels, made.view().size())), 0);
}

TEST(RenderOperations, ATrimmedPictureIsCroppedByWhatIsLeft) {
  const Picture stored = framed(300, 100, {150, 0, 150, 100});
  const Picture made = rendered(png_of(stored), png({.trim = 10, .gravity = Gravity::kWest}, 100, 100, Fit::kCover));
  ASSERT_EQ(made.width(), 100);
  for (int x = 0; x < 100; ++x) EXPECT_EQ(at(made, x, 50)[0], at(stored, x + 150, 50)[0]);
}

int dark_pixels(const Picture& picture) {
  int dark = 0;
  for (std::size_t i = 0; i < picture.view().size(); i += picture.channels())
    dark += picture.view().pixels[i] < 60 ? 1 : 0;
  return dark;
}

TEST(RenderOperations, ASmartCropKeepsWhatCatchesTheEyeOfAPhotoAsJpeg) {
  const Picture scene = draw(1200, 600, 3, [](int x, int y, int c) {
    const bool subject = std::hypot(x - 1000, y - 300) < 90;
    return subject ? (x / 8 + y / 8) % 2 * 180 + c * 20 : 120 + x / 60;
  });
  const FileBytes file = encode_jpeg(scene.view(), {.quality = 90}).value();
  RenditionSpec by_hand = png({}, 200, 200, Fit::kCover);
  by_hand.focus = {.x = 1000.0 / 1200, .y = 0.5};
  const int wholly_inside = dark_pixels(rendered(file, by_hand));
  ASSERT_GT(wholly_inside, 400);
  for (int turns = 0; turns < 4; ++turns) {
    const Picture made =
        rendered(file, png({.quarter_turns = turns, .gravity = Gravity::kSmart}, 200, 200, Fit::kCover));
    EXPECT_NEAR(dark_pixels(made), wholly_inside, wholly_inside / 10) << turns;
  }
}

TEST(RenderOperations, BackgroundShinesThroughAndFillsTheRoom) {
  const FileBytes file = test::make_png({.width = 80, .height = 40, .color = test::PngSample::Color::kRgbAlpha});
  const Operations green{.background = Color{0, 200, 0}};
  const Picture kept = rendered(file, png(green, 80, 80, Fit::kContain));
  EXPECT_EQ(at(kept, 40, 2)[1], 200);
  EXPECT_EQ(at(kept, 5, 40)[1], 200) << "the left half of the sample is transparent";
  RenditionSpec jpeg = png(green, 80, 80, Fit::kContain);
  jpeg.format = Format::kJpeg;
  const Picture flat = rendered(file, jpeg);
  EXPECT_NEAR(at(flat, 40, 2)[1], 200, 4);
  EXPECT_NEAR(at(flat, 5, 40)[1], 200, 4);
}

TEST(RenderOperations, HalfABackgroundIsHalfThereInPngAndOnWhiteInJpeg) {
  const FileBytes file = test::make_png({.width = 40, .height = 40});
  Operations half{.background = Color{0, 0, 0, 128}, .pad = {.top = 16, .right = 16, .bottom = 16, .left = 16}};
  const Picture kept = rendered(file, png(half));
  ASSERT_EQ(kept.channels(), 4);
  EXPECT_EQ(kept.width(), 72);
  EXPECT_EQ(at(kept, 3, 3)[3], 128);
  RenditionSpec jpeg = png(half);
  jpeg.format = Format::kJpeg;
  EXPECT_NEAR(at(rendered(file, jpeg), 3, 3)[0], 127, 3);
}

TEST(RenderOperations, StepsComeInTheirOrder) {
  // Blur does not reach the padding, and the watermark is on top of both.
  const FileBytes file = png_of(draw(60, 60, 3, [](int x, int, int) { return x < 30 ? 0 : 255; }));
  const FileBytes mark = png_of(draw(10, 10, 3, [](int, int, int c) { return c == 0 ? 255 : 0; }));
  const Operations all{.blur = 8,
                       .background = Color{0, 0, 255},
                       .pad = {.top = 10, .right = 10, .bottom = 10, .left = 10},
                       .watermark = {.version = 1, .gravity = Gravity::kNorthWest, .scale = 0.25}};
  const Picture made = rendered(file, png(all), mark);
  ASSERT_EQ(made.width(), 80);
  EXPECT_EQ(at(made, 79, 79)[2], 255);
  EXPECT_EQ(at(made, 79, 79)[0], 0);
  EXPECT_GT(at(made, 36, 60)[0], 20) << "blurred";
  EXPECT_EQ(at(made, 19, 19)[0], 255) << "marked, over padding and picture";
  EXPECT_EQ(at(made, 19, 19)[1], 0);
  EXPECT_EQ(at(made, 21, 5)[2], 255);
}

TEST(RenderOperations, EveryFrameOfAnAnimationIsWorkedOn) {
  const FileBytes file = test::make_gif({.width = 60, .height = 40, .frames = 3});
  const FileBytes mark = png_of(draw(8, 8, 3, [](int, int, int) { return 255; }));
  RenditionSpec spec = png({.quarter_turns = 1,
                            .background = Color{0, 0, 0},
                            .pad = {.top = 4, .right = 4, .bottom = 4, .left = 4},
                            .watermark = {.version = 1, .scale = 0.5}});
  spec.format = Format::kWebp;
  const Made made = try_rendered(file, {spec}, mark).value();
  EXPECT_EQ(made.outcome.renditions[0].frames, 3);
  const ProbeOutcome probed = probe(made.file(0), Limits{}).value();
  const auto frames = open_animation(made.file(0), probed).value();
  ASSERT_EQ(frames->width(), 48);
  ASSERT_EQ(frames->height(), 68);
  for (int n = 0; n < 3; ++n) {
    const AnimationSource::Frame frame = frames->next_frame().value();
    const auto level = [&](int x, int y) { return frame.rgba[(y * 48 + x) * 4]; };
    EXPECT_LT(level(1, 1), 12) << n;
    EXPECT_GT(level(40, 60), 240) << n;
  }
}

TEST(RenderOperations, AWatermarkIsTurnedAsItIsToBeShown) {
  const FileBytes file = png_of(draw(100, 100, 3, [](int, int, int) { return 0; }));
  const FileBytes mark = test::make_jpeg({.width = 80, .height = 40, .orientation = 6});
  const Picture made =
      rendered(file, png({.watermark = {.version = 1, .gravity = Gravity::kNorthWest, .scale = 0.2}}), mark);
  EXPECT_GT(at(made, 3, 38)[0] + at(made, 3, 38)[1], 60) << "20 wide and 40 high";
  EXPECT_EQ(at(made, 30, 5)[0], 0);
}

TEST(RenderOperations, AWatermarkIsAsLittleTrustedAsAnImage) {
  const FileBytes file = test::make_png({.width = 50, .height = 50});
  const RenditionSpec spec = png({.watermark = {.version = 1}});
  FileBytes cut = test::make_png({.width = 50, .height = 50});
  cut.resize(cut.size() / 2);
  for (const FileBytes& bad : {FileBytes{1, 2, 3}, cut, FileBytes{}}) {
    const auto made = try_rendered(file, {spec}, bad);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().field, "watermark");
  }
  Plan plan;
  plan.renditions = {spec};
  plan.limits.max_pixels = 3000;
  const auto large = render(
      file, plan, [](Bytes) { return Result<void>{}; }, [](double) {}, test::make_png({.width = 90, .height = 90}));
  EXPECT_EQ(large.error().code, ErrorCode::kTooManyPixels);
}

TEST(RenderOperations, AnEnlargedPictureKeepsItsColours) {
  const FileBytes file = png_of(draw(10, 10, 4, [](int, int, int c) { return c == 3 ? 200 : 60 * (c + 1); }));
  const Picture made = rendered(file, png({.enlarge = true}, 35, 35));
  ASSERT_EQ(made.width(), 35);
  EXPECT_NEAR(at(made, 0, 0)[1], 120, 1);
  EXPECT_EQ(at(made, 17, 17)[3], 200);
}

}  // namespace
}  // namespace pictor::image
