#include "image/encode/encode.h"

#include <gtest/gtest.h>

#include "image/decode/picture_source.h"
#include "image/encode/animation_encoder.h"
#include "image/encode/png_filters.h"
#include "image/encode/png_writer.h"
#include "image/probe.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using namespace std::chrono_literals;
using test::decode;
using test::distance;
using test::draw;
using test::draw_scene;

EncodedBytes encoded(const PictureView& picture, Format format, EncodeSettings settings = {}) {
  return encode_picture(picture, format, settings).value();
}

ProbeOutcome probed(Bytes file) { return probe(file, Limits{.inputs = kWritten}).value(); }

Picture half_transparent() {
  return draw(48, 32, 4, [](int x, int y, int c) { return c == 3 ? (x < 24 ? 0 : 255) : 40 + 3 * x + y; });
}

class EncodeEveryFormat : public testing::TestWithParam<Format> {};

TEST_P(EncodeEveryFormat, GivesBackAPictureThatLooksTheSame) {
  const Picture scene = draw_scene(120, 90);
  const EncodedBytes file = encoded(scene.view(), GetParam(), {.quality = 90});
  const Picture back = decode(file);
  ASSERT_EQ(back.view().size() / back.channels(), scene.view().size() / 3);
  double worst = 0;
  for (int y = 0; y < 90; ++y) {
    for (int x = 0; x < 120; ++x) {
      for (int c = 0; c < 3; ++c) {
        worst += std::abs(scene.view().row(y)[x * 3 + c] - back.view().row(y)[x * back.channels() + c]);
      }
    }
  }
  EXPECT_LT(worst / (120 * 90 * 3), 8);  // the mean difference, in levels
}

TEST_P(EncodeEveryFormat, WritesTheFormatThatWasAskedFor) {
  const Picture scene = draw_scene(33, 17);
  const ImageFacts facts = probed(encoded(scene.view(), GetParam())).facts;
  EXPECT_EQ(facts.format, GetParam());
  EXPECT_EQ(facts.width, 33);
  EXPECT_EQ(facts.height, 17);
}

TEST_P(EncodeEveryFormat, IsDeterministic) {
  const Picture scene = draw_scene(64, 64);
  EXPECT_EQ(encoded(scene.view(), GetParam()), encoded(scene.view(), GetParam()));
}

TEST_P(EncodeEveryFormat, TakesASinglePixel) {
  const Picture pixel = draw(1, 1, 3, [](int, int, int) { return 130; });
  EXPECT_EQ(probed(encoded(pixel.view(), GetParam())).facts.width, 1);
}

TEST_P(EncodeEveryFormat, LeavesNoProfileBehind) {
  const Picture scene = draw_scene(40, 40);
  EXPECT_FALSE(probed(encoded(scene.view(), GetParam())).has_icc);
}

INSTANTIATE_TEST_SUITE_P(Formats, EncodeEveryFormat,
                         testing::Values(Format::kJpeg, Format::kPng, Format::kGif, Format::kWebp, Format::kAvif,
                                         Format::kJxl),
                         [](const auto& format) { return std::string(to_string(format.param)); });

class EncodeAlpha : public testing::TestWithParam<Format> {};

TEST_P(EncodeAlpha, KeepsAlphaExactly) {
  const Picture picture = half_transparent();
  Picture back = decode(encoded(picture.view(), GetParam()));
  ASSERT_EQ(back.channels(), 4);
  for (int y = 0; y < 32; ++y) {
    for (int x = 0; x < 48; ++x) ASSERT_EQ(back.row(y)[x * 4 + 3], picture.view().row(y)[x * 4 + 3]) << x << ' ' << y;
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, EncodeAlpha,
                         testing::Values(Format::kPng, Format::kGif, Format::kWebp, Format::kAvif),
                         [](const auto& format) { return std::string(to_string(format.param)); });

TEST(EncodeJpeg, ShowsTransparentPixelsAsWhite) {
  Picture back = decode(encoded(half_transparent().view(), Format::kJpeg, {.quality = 95}));
  EXPECT_GT(back.row(16)[4 * 3], 250);
}

TEST(EncodeJpeg, SmallEffortIsSmaller) {
  const Picture scene = draw_scene(400, 300);
  EXPECT_LT(encoded(scene.view(), Format::kJpeg, {.effort = Effort::kSmall}).size(),
            encoded(scene.view(), Format::kJpeg, {.effort = Effort::kFast}).size());
}

TEST(EncodeJpeg, LowerQualityIsSmaller) {
  const Picture scene = draw_scene(400, 300);
  EXPECT_LT(encoded(scene.view(), Format::kJpeg, {.quality = 40}).size(),
            encoded(scene.view(), Format::kJpeg, {.quality = 80}).size());
}

/// Bit depth and colour type in a PNG's header.
std::pair<int, int> png_samples(const EncodedBytes& png) { return {png[24], png[25]}; }

TEST(EncodePng, IsLossless) {
  const Picture noise = test::draw_noise(50, 40, 3);
  EXPECT_TRUE(test::identical(decode(encoded(noise.view(), Format::kPng)).view(), noise.view()));
}

TEST(EncodePng, IsLosslessAtEveryWidthOfAVectorsEnd) {
  for (int width = 1; width < 70; ++width) {
    const Picture noise = test::draw_noise(width, 5, 3);
    EXPECT_TRUE(test::identical(decode(encoded(noise.view(), Format::kPng)).view(), noise.view())) << width;
  }
}

TEST(EncodePng, FiltersMakeAPhotographSmaller) {
  const Picture scene = draw_scene(400, 300);
  const PngHeader header{.width = 400, .height = 300};
  PngWriter unfiltered(header);
  unfiltered.add_deflated("IDAT", unfiltered_rows(header, {scene.view().pixels, scene.view().size()}), 12);
  EXPECT_LT(encoded(scene.view(), Format::kPng).size() * 2, unfiltered.finish().size());
}

TEST(EncodePng, AGraphicThatRepeatsItselfIsNotFiltered) {
  // A tile of random colours again and again: differences to the left or above repeat less well than the tile.
  const Picture tile = test::draw_noise(24, 24, 3);
  const Picture graphic = draw(480, 240, 3, [&](int x, int y, int c) {
    const bool mark = x % 96 < 24 && y % 96 < 24;
    return mark ? tile.view().row(y % 24)[x % 24 * 3 + c] : 90;
  });
  const PngHeader header{.width = 480, .height = 240};
  PngWriter filtered(header);
  filtered.add_deflated("IDAT", filtered_rows(header, {graphic.view().pixels, graphic.view().size()}), 6);
  EXPECT_LT(encoded(graphic.view(), Format::kPng).size(), filtered.finish().size());
}

TEST(EncodePng, SmallEffortIsSmaller) {
  const Picture scene = draw_scene(400, 300);
  EXPECT_LT(encoded(scene.view(), Format::kPng, {.effort = Effort::kSmall}).size(),
            encoded(scene.view(), Format::kPng, {.effort = Effort::kFast}).size());
}

TEST(EncodePng, StoresTwoColoursInOneBitEach) {
  const Picture stripes = draw(50, 40, 3, [](int x, int, int c) { return x % 3 == 0 ? 10 * c : 200; });
  const EncodedBytes png = encoded(stripes.view(), Format::kPng);
  EXPECT_EQ(png_samples(png), std::pair(1, 3));
  EXPECT_TRUE(test::identical(decode(png).view(), stripes.view()));
}

TEST(EncodePng, StoresManyGreysAsGreyWithAlpha) {
  const Picture greys = draw(64, 64, 4, [](int x, int y, int c) { return c == 3 ? 100 + x : (x * 3 + y * 5) % 256; });
  const EncodedBytes png = encoded(greys.view(), Format::kPng);
  EXPECT_EQ(png_samples(png), std::pair(8, 4));
  EXPECT_TRUE(test::identical(decode(png).view(), greys.view()));
}

TEST(EncodePng, DropsAnAlphaThatIsOpaqueEverywhere) {
  EXPECT_EQ(png_samples(encoded(draw_scene(80, 80, 4).view(), Format::kPng)), std::pair(8, 2));
}

TEST(EncodePng, KeepsPartlyTransparentPaletteColours) {
  const Picture picture = draw(20, 20, 4, [](int x, int, int c) {
    return c == 3 ? (x % 4) * 85 : x % 4 == 0 ? 0 : 90;
  });
  const EncodedBytes png = encoded(picture.view(), Format::kPng);
  EXPECT_EQ(png_samples(png).second, 3);
  EXPECT_TRUE(test::identical(decode(png).view(), picture.view()));
}

TEST(EncodeWebp, KeepsAFlatGraphicExactly) {
  const Picture graphic = draw(200, 100, 3, [](int x, int y, int c) { return (x / 25 + y / 20 + c) % 3 * 100; });
  EXPECT_TRUE(test::identical(decode(encoded(graphic.view(), Format::kWebp)).view(), graphic.view()));
}

TEST(EncodeGif, KeepsFewColoursExactly) {
  const Picture graphic = draw(60, 40, 3, [](int x, int y, int c) { return (x / 10 + y / 10 + c) % 4 * 80; });
  const Picture back = decode(encoded(graphic.view(), Format::kGif));
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 60; ++x) {
      ASSERT_TRUE(std::equal(graphic.view().row(y) + x * 3, graphic.view().row(y) + x * 3 + 3,
                             back.view().row(y) + x * back.channels()));
    }
  }
}

struct ShownFrame {
  Picture canvas;
  std::chrono::milliseconds duration;
};

std::vector<ShownFrame> frames_of(Bytes file) {
  const auto animation = open_animation(file, probed(file)).value();
  std::vector<ShownFrame> frames;
  for (int i = 0; i < animation->frames(); ++i) {
    const AnimationSource::Frame frame = animation->next_frame().value();
    Picture canvas(animation->width(), animation->height(), 4);
    std::ranges::copy(frame.rgba, canvas.pixels().begin());
    frames.push_back({std::move(canvas), frame.duration});
  }
  return frames;
}

class EncodeAnimation : public testing::TestWithParam<Format> {};

/// A square that moves over a transparent ground: every frame uncovers what the last one drew.
Picture moving_square(int step) {
  return draw(60, 40, 4, [&](int x, int y, int c) {
    const bool inside = x >= step * 12 && x < step * 12 + 10 && y >= 10 && y < 30;
    return inside ? (c == 3 ? 255 : 60 * (c + 1)) : 0;
  });
}

EncodedBytes animation_of(Format format, int loop_count, const std::function<Picture(int)>& frame) {
  const auto encoder =
      make_animation_encoder(format, {.width = 60, .height = 40, .loop_count = loop_count, .encode = {.quality = 90}})
          .value();
  for (int i = 0; i < 4; ++i) encoder->add_frame(frame(i).view(), 100ms + i * 50ms).value();
  return encoder->finish().value().file;
}

TEST_P(EncodeAnimation, ShowsEveryFrameForItsTime) {
  const std::vector<ShownFrame> frames = frames_of(animation_of(GetParam(), 0, moving_square));
  ASSERT_EQ(frames.size(), 4u);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(frames[i].duration, 100ms + i * 50ms);
}

TEST_P(EncodeAnimation, ClearsWhatTheNextFrameUncovers) {
  const std::vector<ShownFrame> frames = frames_of(animation_of(GetParam(), 0, moving_square));
  for (int i = 0; i < 4; ++i) {
    const Picture drawn = moving_square(i);
    for (int x = 0; x < 60; ++x) {
      EXPECT_EQ(frames[i].canvas.view().row(20)[x * 4 + 3], drawn.view().row(20)[x * 4 + 3]) << i << ' ' << x;
    }
  }
}

TEST_P(EncodeAnimation, KeepsWhatDoesNotChange) {
  const auto frame = [](int step) {
    return draw(60, 40, 4, [&](int x, int y, int c) { return c == 3 ? 255 : x < 8 ? 40 * step : 2 * x + y; });
  };
  const std::vector<ShownFrame> frames = frames_of(animation_of(GetParam(), 0, frame));
  for (int i = 0; i < 4; ++i) EXPECT_LT(distance(frames[i].canvas.view(), frame(i).view()), 8) << i;
}

TEST_P(EncodeAnimation, LoopsAsOftenAsAsked) {
  for (const int loops : {0, 1, 3}) {
    EXPECT_EQ(probed(animation_of(GetParam(), loops, moving_square)).loop_count, loops);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, EncodeAnimation, testing::Values(Format::kGif, Format::kWebp),
                         [](const auto& format) { return std::string(to_string(format.param)); });

}  // namespace
}  // namespace pictor::image
