#include <gtest/gtest.h>
#include <webp/decode.h>

#include <cstring>

#include "image/decode/webp_chroma.h"
#include "unit/image/decode_attempt.h"

namespace pictor::test {
namespace {

/// The picture as libwebp converts it by itself.
FileBytes decoded_by_libwebp(const FileBytes& file, bool alpha) {
  int width = 0;
  int height = 0;
  std::uint8_t* pixels = alpha ? WebPDecodeRGBA(file.data(), file.size(), &width, &height)
                               : WebPDecodeRGB(file.data(), file.size(), &width, &height);
  FileBytes out(pixels, pixels + static_cast<std::size_t>(width) * height * (alpha ? 4 : 3));
  WebPFree(pixels);
  return out;
}

TEST(DecodeWebp, ShowsLosslessPicturesExactly) {
  for (const bool alpha : {false, true}) {
    auto picture = attempt_decode(make_webp({.lossless = true, .alpha = alpha}));
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->channels(), alpha ? 4 : 3);
    EXPECT_EQ(distance_to_pattern(*picture, 0, alpha), 0);
  }
}

TEST(DecodeWebp, ConvertsLossyPicturesToTheVeryPixelsOfLibwebp) {
  for (const bool alpha : {false, true}) {
    for (const int width : {1, 2, 3, 16, 61}) {
      for (const int height : {1, 2, 3, 37}) {
        const FileBytes file = make_webp({.width = width, .height = height, .alpha = alpha});
        const auto picture = attempt_decode(file).value();
        const FileBytes expected = decoded_by_libwebp(file, picture.channels() == 4);
        ASSERT_EQ(picture.view().size(), expected.size());
        EXPECT_EQ(std::memcmp(picture.view().pixels, expected.data(), expected.size()), 0) << width << "x" << height;
      }
    }
  }
}

TEST(DecodeWebp, ConvertsTheEmbeddedProfile) {
  auto as_stored = attempt_decode(make_webp({.lossless = true})).value();
  auto from_p3 = attempt_decode(make_webp({.lossless = true, .icc = display_p3_icc_profile()})).value();
  auto from_srgb = attempt_decode(make_webp({.lossless = true, .icc = srgb_icc_profile()})).value();
  EXPECT_GT(pixel(from_p3, 60, 4)[0], pixel(as_stored, 60, 4)[0]);
  EXPECT_EQ(pixel(from_srgb, 60, 4), pixel(as_stored, 60, 4));
}

TEST(DecodeWebp, RefusesCutData) {
  for (const bool lossless : {false, true}) {
    const FileBytes file = make_webp({.width = 256, .height = 256, .lossless = lossless});
    const Bytes half = Bytes(file).first(file.size() / 2);
    EXPECT_EQ(decode_refusal(half, *image::probe(file, {})), ErrorCode::kCorruptImage);
  }
}

TEST(DecodeWebp, GivesTheFramesOfAnAnimation) {
  const FileBytes file = make_webp({.lossless = true, .frames = 3, .delay_ms = 70, .loop_count = 5});
  const auto animation = image::open_animation(file, *image::probe(file, {})).value();
  EXPECT_EQ(animation->frames(), 3);
  EXPECT_EQ(animation->loop_count(), 5);
  for (int frame = 0; frame < 3; ++frame) {
    const auto shown = animation->next_frame().value();
    const FileBytes pattern = sample_pixels(64, 48, frame);
    EXPECT_EQ(std::memcmp(shown.rgba.data(), pattern.data(), pattern.size()), 0) << frame;
    EXPECT_EQ(shown.duration.count(), 70);
  }
}

TEST(DecodeWebp, ConvertsTheColoursOfAnAnimation) {
  const FileBytes plain = make_webp({.lossless = true, .frames = 2});
  const FileBytes wide = make_webp({.lossless = true, .frames = 2, .icc = display_p3_icc_profile()});
  const auto as_stored = image::open_animation(plain, *image::probe(plain, {})).value();
  const auto from_p3 = image::open_animation(wide, *image::probe(wide, {})).value();
  constexpr std::size_t kRedPixel = (4 * 64 + 60) * 4;
  for (int frame = 0; frame < 2; ++frame) {
    const int stored = as_stored->next_frame()->rgba[kRedPixel];
    EXPECT_GT(from_p3->next_frame()->rgba[kRedPixel], stored) << frame;
  }
}

TEST(DecodeWebp, ShowsTheFirstFrameOfAnAnimationAsAPicture) {
  auto picture = attempt_decode(make_webp({.lossless = true, .frames = 3}));
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->channels(), 3);
  EXPECT_EQ(distance_to_pattern(*picture), 0);
}

TEST(DecodeWebp, SpreadsChromaWithoutLeavingItsRow) {
  const std::uint8_t near[] = {0, 255};
  const std::uint8_t far[] = {0, 255};
  std::uint8_t out[4];
  image::upsample_chroma_row(near, far, out);
  EXPECT_EQ(out[0], 0);
  EXPECT_NEAR(out[1], 64, 1);
  EXPECT_NEAR(out[2], 191, 1);
  EXPECT_EQ(out[3], 255);
}

}  // namespace
}  // namespace pictor::test
