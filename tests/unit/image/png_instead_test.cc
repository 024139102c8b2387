#include "image/optimize/png_instead.h"

#include <gtest/gtest.h>

#include "image/optimize/judge.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::decode;
using test::draw;
using test::draw_scene;

EncodedBytes jpeg_of(const Picture& picture, int quality = 80) {
  return encode_jpeg(picture.view(), {.quality = quality}).value();
}

/// Flat, with a blurred edge of 512 colours.
Picture drawing() {
  return draw(640, 480, 3, [](int x, int y, int c) {
    if (y < 400 || x < 8 || x >= 520) return x < 320 ? 255 : 40;
    return c == 0 ? (x - 8) % 256 : (x - 8) / 2;
  });
}

TEST(PngInstead, IsWithoutLossWhereThatIsSmallerThanTheJpeg) {
  const Picture squares =
      draw(200, 160, 3, [](int x, int y, int c) { return (x / 20 + y / 20) % 2 == 0 ? 250 : 60 * c; });
  const auto png = png_instead(squares.view(), jpeg_of(squares)).value();
  ASSERT_TRUE(png);
  EXPECT_TRUE(test::identical(decode(*png).view(), squares.view()));
}

TEST(PngInstead, IsNeverLargerAndNeverLessTrueThanTheJpeg) {
  for (const int quality : {40, 70, 90, 97}) {
    const Picture picture = drawing();
    const EncodedBytes jpeg = jpeg_of(picture, quality);
    const auto png = png_instead(picture.view(), jpeg).value();
    if (!png) continue;
    EXPECT_LE(png->size(), jpeg.size()) << quality;
    const Judge judge = Judge::of(picture.view()).value();
    EXPECT_GE(judge.score_of_file(*png).value(), judge.score_of_file(jpeg).value()) << quality;
  }
}

TEST(PngInstead, IsNotMadeOfAPhotograph) {
  const Picture scene = draw_scene(100, 80);
  EXPECT_FALSE(png_instead(scene.view(), EncodedBytes(1 << 20)).value());
}

TEST(PngInstead, IsNotMadeWhereTheJpegIsSmaller) {
  const Picture picture = drawing();
  EXPECT_FALSE(png_instead(picture.view(), EncodedBytes(100)).value());
}

}  // namespace
}  // namespace pictor::image
