#include "image/render.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "image/decode/picture_source.h"
#include "image/encode/encode.h"
#include "support/sample_files.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::decode;
using test::FileBytes;

struct Rendered {
  RenderOutcome outcome;
  FileBytes output;
  std::vector<double> progress;

  Bytes file(std::size_t i) const {
    const RenditionOutcome& rendition = outcome.renditions[i];
    return Bytes(output).subspan(rendition.offset, rendition.bytes);
  }
};

Result<Rendered> try_rendered(const FileBytes& file, const Plan& plan) {
  Rendered rendered;
  const OutputSink output = [&](Bytes bytes) {
    rendered.output.insert(rendered.output.end(), bytes.begin(), bytes.end());
    return Result<void>{};
  };
  rendered.outcome = TRY(render(file, plan, output, [&](double share) { rendered.progress.push_back(share); }));
  return rendered;
}

Rendered rendered(const FileBytes& file, const Plan& plan) { return try_rendered(file, plan).value(); }

Plan plan_of(std::vector<RenditionSpec> renditions) {
  Plan plan;
  plan.renditions = std::move(renditions);
  return plan;
}

RenditionSpec box(int width, int height, Format format, Fit fit = Fit::kInside) {
  return {.box_width = width, .box_height = height, .fit = fit, .format = format, .quality = 90};
}

TEST(Render, MakesEveryRenditionInTheOrderOfThePlan) {
  const FileBytes file = test::make_jpeg({.width = 400, .height = 300});
  const Rendered result = rendered(file, plan_of({box(30, 30, Format::kWebp), box(120, 120, Format::kJpeg),
                                                  box(60, 60, Format::kPng), box(60, 60, Format::kAvif)}));
  ASSERT_EQ(result.outcome.renditions.size(), 4u);
  std::size_t i = 0;
  for (const auto& [format, width, height] :
       {std::tuple{Format::kWebp, 30, 23}, {Format::kJpeg, 120, 90}, {Format::kPng, 60, 45}, {Format::kAvif, 60, 45}}) {
    const ImageFacts facts = probe(result.file(i++), Limits{}).value().facts;
    EXPECT_EQ(std::tuple(facts.format, facts.width, facts.height), std::tuple(format, width, height));
  }
}

TEST(Render, MakesAPngOfADrawingWhereAJpegMayBeOne) {
  const Picture squares = test::draw(200, 160, 3, [](int x, int y, int) { return (x / 20 + y / 20) % 2 * 255; });
  const FileBytes file = encode_png(squares.view(), {}).value();
  RenditionSpec open = box(200, 160, Format::kJpeg);
  open.or_png = true;
  const Rendered result = rendered(file, plan_of({box(200, 160, Format::kJpeg), open}));
  EXPECT_EQ(result.outcome.renditions[0].format, Format::kJpeg);
  EXPECT_EQ(result.outcome.renditions[1].format, Format::kPng);
  EXPECT_EQ(result.outcome.renditions[1].quality, 0);
  EXPECT_EQ(probe(result.file(1), Limits{}).value().facts.format, Format::kPng);
}

TEST(Render, ColoursStayWhereTheyWere) {
  const FileBytes file = test::make_jpeg({.width = 512, .height = 384});
  const Rendered result = rendered(file, plan_of({box(64, 64, Format::kPng)}));
  const Picture small = decode(result.file(0));
  const FileBytes expected = test::sample_pixels(64, 48);
  double worst = 0;
  for (int y = 2; y < 46; ++y) {
    for (int x = 2; x < 62; ++x) {
      for (int c = 0; c < 2; ++c) {
        worst = std::max(worst, std::abs(0.0 + small.view().row(y)[x * 3 + c] - expected[(y * 64 + x) * 4 + c]));
      }
    }
  }
  EXPECT_LT(worst, 8);
}

class RenderOrientation : public testing::TestWithParam<int> {};

/// The way a viewer turns a picture, from the definition: full decode, then turn, against turning the small one.
TEST_P(RenderOrientation, IsBakedIn) {
  const FileBytes file = test::make_jpeg({.width = 320, .height = 160, .orientation = GetParam()});
  const Rendered result = rendered(file, plan_of({box(64, 64, Format::kPng)}));
  const Picture small = decode(result.file(0));
  const bool turned = GetParam() >= 5;
  ASSERT_EQ(small.width(), turned ? 32 : 64);
  ASSERT_EQ(small.height(), turned ? 64 : 32);
  // Red grows to the right as stored, green downwards; so the stored origin is the corner that lacks both.
  const auto darkness = [&](int x, int y) { return small.view().row(y)[x * 3] + small.view().row(y)[x * 3 + 1]; };
  const int right = small.width() - 1, bottom = small.height() - 1;
  const std::array<std::pair<int, int>, 4> corners = {{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}};
  const std::array origin_of = {0, 1, 2, 3, 0, 1, 2, 3};
  const auto darkest = std::ranges::min_element(corners, {}, [&](auto at) { return darkness(at.first, at.second); });
  EXPECT_EQ(darkest - corners.begin(), origin_of[GetParam() - 1]);
  EXPECT_EQ(probe(result.file(0), Limits{}).value().orientation, Orientation::kNormal);
}

INSTANTIATE_TEST_SUITE_P(Exif, RenderOrientation, testing::Range(1, 9));

TEST(Render, ACropFollowsTheFocalPointAfterOrientation) {
  // Turned clockwise: green grows to the left. The right end as shown is the top as stored, without green.
  const FileBytes file = test::make_jpeg({.width = 128, .height = 512, .orientation = 6});
  RenditionSpec right = box(64, 64, Format::kPng, Fit::kCover);
  right.focus = {.x = 1, .y = 0.5};
  const Picture crop = decode(rendered(file, plan_of({right})).file(0));
  EXPECT_LT(crop.view().row(32)[62 * 3 + 1], 20);
}

TEST(Render, ContainFillsUpWithTransparencyOrWhite) {
  const FileBytes file = test::make_jpeg({.width = 200, .height = 100});
  const Rendered result =
      rendered(file, plan_of({box(60, 60, Format::kPng, Fit::kContain), box(60, 60, Format::kJpeg, Fit::kContain)}));
  const Picture png = decode(result.file(0));
  ASSERT_EQ(png.channels(), 4);
  EXPECT_EQ(png.view().row(2)[30 * 4 + 3], 0);
  EXPECT_EQ(png.view().row(30)[30 * 4 + 3], 255);
  const Picture jpeg = decode(result.file(1));
  EXPECT_EQ(jpeg.height(), 60);
  EXPECT_GT(jpeg.view().row(2)[30 * 3], 250);
}

TEST(Render, AnimationsKeepTheirFramesWhereTheFormatCan) {
  const FileBytes file = test::make_gif({.width = 80, .height = 60, .frames = 3, .loop_count = 0});
  RenditionSpec still = box(40, 40, Format::kWebp);
  still.animated = false;
  const Rendered result = rendered(
      file, plan_of({box(40, 40, Format::kWebp), box(40, 40, Format::kGif), box(40, 40, Format::kJpeg), still}));
  const std::array expected = {3, 3, 1, 1};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(result.outcome.renditions[i].frames, expected[i]);
    EXPECT_EQ(probe(result.file(i), Limits{}).value().facts.frames, expected[i]);
  }
}

TEST(Render, ThePlaceholderComesWithTheSameDecode) {
  Plan plan = plan_of({});
  plan.placeholder = true;
  const Rendered result = rendered(test::make_png({.width = 300, .height = 100}), plan);
  ASSERT_TRUE(result.outcome.placeholder);
  EXPECT_FALSE(result.outcome.placeholder->thumbhash.empty());
  EXPECT_TRUE(result.output.empty());
}

TEST(Render, TheOptimizedVersionIsAppendedLastAndCapped) {
  Plan plan = plan_of({box(50, 50, Format::kJpeg)});
  plan.optimize = OptimizeSpec{.max_side = 256};
  const Picture scene = test::draw_scene(600, 400);
  const FileBytes file = encode_jpeg(scene.view(), {.quality = 97}).value();
  const Rendered result = rendered(file, plan);
  ASSERT_TRUE(result.outcome.optimized);
  const RenditionOutcome& best = result.outcome.optimized->rendition;
  EXPECT_EQ(best.width, 256);
  EXPECT_EQ(best.offset + best.bytes, static_cast<std::int64_t>(result.output.size()));
  EXPECT_EQ(probe(Bytes(result.output).subspan(best.offset), Limits{}).value().facts.width, 256);
}

TEST(Render, ProgressRisesToOne) {
  const Rendered result =
      rendered(test::make_jpeg({.width = 600, .height = 600}), plan_of({box(50, 50, Format::kJpeg)}));
  EXPECT_TRUE(std::ranges::is_sorted(result.progress));
  EXPECT_EQ(result.progress.back(), 1);
}

TEST(Render, DamageThatOnlyDecodingFindsIsCorrupt) {
  FileBytes file = test::make_png({.width = 64, .height = 64});
  // A deflate stream that ends at once, in a chunk whose CRC is right.
  const FileBytes empty_stream = {0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01};
  file = test::join({test::png_signature(), test::png_chunk("IHDR", test::png_header(64, 64, 8, 2)),
                     test::png_chunk("IDAT", empty_stream), test::png_chunk("IEND", {})});
  const Result<Rendered> result = try_rendered(file, plan_of({box(10, 10, Format::kJpeg)}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kCorruptImage);
}

TEST(Render, AnErrorOfTheOutputStopsTheWork) {
  int calls = 0;
  const OutputSink full = [&](Bytes) -> Result<void> {
    ++calls;
    return fail(ErrorCode::kStorageUnavailable, "full");
  };
  const Plan plan = plan_of({box(10, 10, Format::kJpeg), box(20, 20, Format::kJpeg)});
  const auto result = render(test::make_jpeg(), plan, full, [](double) {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kStorageUnavailable);
  EXPECT_EQ(calls, 1);
}

TEST(Render, TooManyRenditionsAreRefused) {
  const std::vector<RenditionSpec> many(kMaxRenditions + 1, box(10, 10, Format::kJpeg));
  EXPECT_EQ(try_rendered(test::make_jpeg(), plan_of(many)).error().code, ErrorCode::kInvalidParameter);
}

}  // namespace
}  // namespace pictor::image
