#include <gtest/gtest.h>

#include "image/encode/encode.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::decode;
using test::draw;
using test::draw_scene;

EncodedBytes encoded(const PictureView& picture, const EncodeSettings& settings = {}) {
  return encode_jxl(picture, settings).value();
}

TEST(EncodeJxl, IsLosslessAtQuality100) {
  const Picture scene = draw_scene(120, 90);
  for (const Effort effort : {Effort::kFast, Effort::kSmall}) {
    const EncodedBytes file = encoded(scene.view(), {.quality = 100, .effort = effort});
    EXPECT_TRUE(test::identical(decode(file).view(), scene.view()));
  }
}

TEST(EncodeJxl, LosesLessTheHigherTheQuality) {
  const Picture scene = test::draw_noise(160, 120, 3);
  double worse = -1000;
  for (const int quality : {1, 20, 40, 60, 80, 95, 99, 100}) {
    const double now = test::score(scene.view(), decode(encoded(scene.view(), {.quality = quality})).view());
    EXPECT_GT(now, worse) << quality;
    worse = now;
  }
}

TEST(EncodeJxl, OfAGraphicIsLosslessWhereThatIsSmaller) {
  const Picture graphic = draw(300, 200, 3, [](int x, int y, int c) { return (x / 50 + y / 40) % 2 * 200 + 10 * c; });
  EXPECT_TRUE(test::identical(decode(encoded(graphic.view())).view(), graphic.view()));
}

TEST(EncodeJxl, KeepsAlpha) {
  const Picture picture = draw(256, 40, 4, [](int x, int y, int c) { return c == 3 ? x : 40 + 2 * y + x / 4; });
  for (const auto& [quality, tolerance] : {std::pair{100, 0}, {95, 0}, {90, 0}, {80, 1}, {75, 1}, {60, 2}}) {
    Picture back = decode(encoded(picture.view(), {.quality = quality}));
    ASSERT_EQ(back.channels(), 4);
    for (int x = 0; x < 256; ++x) {
      const bool clear_or_opaque = x == 0 || x == 255;
      EXPECT_NEAR(back.row(20)[4 * x + 3], x, clear_or_opaque ? 0 : tolerance) << quality << ' ' << x;
    }
  }
}

TEST(EncodeJxl, LeavesOutAlphaThatIsOpaque) {
  const Picture opaque = draw(40, 30, 4, [](int x, int y, int c) { return c == 3 ? 255 : 3 * x + 2 * y; });
  EXPECT_EQ(decode(encoded(opaque.view())).channels(), 3);
}

TEST(EncodeJxl, IsABareCodestream) {
  const EncodedBytes file = encoded(draw_scene(40, 30).view());
  EXPECT_EQ(file[0], 0xFF);
  EXPECT_EQ(file[1], 0x0A);
}

TEST(EncodeJxl, RefusesMorePixelsThanItHasMemoryFor) {
  const auto refusal = [](int height, int quality) {
    const Picture large(6000, height, 3);
    return encode_jxl(large.view(), {.quality = quality}).error();
  };
  for (const auto& [height, quality, most] : {std::tuple{3001, 80, 54'000'000}, {2167, 100, 39'000'000}}) {
    EXPECT_EQ(refusal(height, quality).code, ErrorCode::kUnprocessable);
    EXPECT_EQ(refusal(height, quality).limit, most);
    EXPECT_EQ(refusal(height, quality).actual, std::int64_t{18'000} * height);
  }
}

}  // namespace
}  // namespace pictor::image
