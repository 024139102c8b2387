// clang-format off: jpeglib.h needs size_t and FILE from the header before it.
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "image/encode/encode.h"
#include "image/encode/jpeg/jpeg_analysis.h"
#include "image/metric/ssimulacra2.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::decode;
using test::distance;
using test::draw;
using test::draw_scene;

EncodedBytes encoded(const Picture& picture, int quality, Effort effort = Effort::kSmall) {
  return encode_jpeg(picture.view(), {.quality = quality, .effort = effort}).value();
}

/// libjpeg-turbo's own encoder: 4:2:0, optimal Huffman codes.
EncodedBytes plainly_encoded(const Picture& picture, int quality) {
  jpeg_compress_struct codec{};
  jpeg_error_mgr errors{};
  codec.err = jpeg_std_error(&errors);
  jpeg_create_compress(&codec);
  unsigned char* file = nullptr;
  unsigned long bytes = 0;
  jpeg_mem_dest(&codec, &file, &bytes);
  codec.image_width = static_cast<JDIMENSION>(picture.width());
  codec.image_height = static_cast<JDIMENSION>(picture.height());
  codec.input_components = 3;
  codec.in_color_space = JCS_RGB;
  jpeg_set_defaults(&codec);
  jpeg_set_quality(&codec, quality, TRUE);
  codec.optimize_coding = TRUE;
  jpeg_start_compress(&codec, TRUE);
  for (int y = 0; y < picture.height(); ++y) {
    auto* row = const_cast<JSAMPROW>(picture.view().row(y));
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  EncodedBytes made(file, file + bytes);
  jpeg_destroy_compress(&codec);
  std::free(file);
  return made;
}

double score(const Picture& picture, Bytes file) { return test::score(picture.view(), test::decode(file).view()); }

/// Waves, grain and a few edges, as photographs have.
Picture textured_scene() {
  const Picture grain = test::draw_noise(320, 240, 3);
  return draw(320, 240, 3, [&](int x, int y, int c) {
    const double wave = std::sin(x * 0.05 + c) + std::cos(y * 0.04 - c) + (x + 2 * y > 300 ? 0.8 : -0.8);
    return static_cast<int>(128 + 30 * wave) + grain.view().row(y)[std::ptrdiff_t{3} * x] % 16 - 8;
  });
}

/// What a file's frame header says (ITU-T T.81, B.2.2).
struct Frame {
  int marker = 0;
  int components = 0;
  int luma_sampling = 0;  ///< horizontally << 4 | vertically
};

Frame frame_of(const EncodedBytes& file) {
  std::size_t at = 2;
  while (file[at + 1] != 0xC0 && file[at + 1] != 0xC2) at += 2 + (file[at + 2] << 8 | file[at + 3]);
  return {.marker = file[at + 1], .components = file[at + 9], .luma_sampling = file[at + 11]};
}

class JpegOfEveryEffort : public testing::TestWithParam<Effort> {};

TEST_P(JpegOfEveryEffort, HasTheSizeOfThePicture) {
  for (const int width : {1, 2, 7, 8, 9, 15, 16, 17, 33}) {
    for (const int height : {1, 8, 15, 17, 31}) {
      const Picture back = decode(encoded(draw_scene(width, height), 75, GetParam()));
      ASSERT_EQ(back.width(), width);
      ASSERT_EQ(back.height(), height);
    }
  }
}

TEST_P(JpegOfEveryEffort, LooksLikeThePictureUpToItsOddEdges) {
  for (const int side : {9, 17, 23, 40}) {
    const Picture scene = draw_scene(side, side + 1);
    EXPECT_LT(distance(decode(encoded(scene, 95, GetParam())).view(), scene.view()), 6) << side;
  }
}

TEST_P(JpegOfEveryEffort, ExistsAtEveryQuality) {
  const Picture scene = draw_scene(24, 40);
  for (int quality = 1; quality <= 100; ++quality) {
    ASSERT_EQ(decode(encoded(scene, quality, GetParam())).width(), 24) << quality;
  }
}

TEST_P(JpegOfEveryEffort, IsTruerAtHigherQuality) {
  const Picture scene = textured_scene();
  double last = 1000;
  for (const int quality : {5, 20, 40, 60, 80, 90, 97}) {
    const double now = distance(decode(encoded(scene, quality, GetParam())).view(), scene.view());
    EXPECT_LT(now, last) << quality;
    last = now;
  }
}

TEST_P(JpegOfEveryEffort, IsSmallerThanLibjpegsAtItsScore) {
  const Picture scene = textured_scene();
  for (const int quality : {60, 80, 90}) {
    const EncodedBytes plain = plainly_encoded(scene, quality);
    const double floor = score(scene, plain);
    int own = quality - 10;
    while (own < 100 && score(scene, encoded(scene, own, GetParam())) < floor) ++own;
    EXPECT_LT(encoded(scene, own, GetParam()).size(), 0.95 * static_cast<double>(plain.size())) << quality;
  }
}

TEST_P(JpegOfEveryEffort, HoldsNoiseThatIsLargerThanExpected) {
  const Picture noise = test::draw_noise(256, 256, 3);
  const EncodedBytes file = encoded(noise, 100, GetParam());
  EXPECT_GT(file.size(), 256U * 256 / 2 + 4096);
  EXPECT_EQ(decode(file).height(), 256);
}

TEST_P(JpegOfEveryEffort, KeepsGreyInOneComponent) {
  const Picture grey = draw(50, 30, 3, [](int x, int y, int) { return 4 * x + y; });
  const EncodedBytes file = encoded(grey, 90, GetParam());
  EXPECT_EQ(frame_of(file).components, 1);
  EXPECT_LT(distance(decode(file).view(), grey.view()), 3);
}

TEST_P(JpegOfEveryEffort, IsTheSameFromAnAnalysisThatServedOtherQualities) {
  const Picture scene = textured_scene();
  const JpegAnalysis analysis = JpegAnalysis::of(scene.view()).value();
  analysis.quantised({.quality = 30, .effort = GetParam()});
  EXPECT_EQ(write_coefficients(analysis.quantised({.quality = 80, .effort = GetParam()}), GetParam()).value(),
            encoded(scene, 80, GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Efforts, JpegOfEveryEffort, testing::Values(Effort::kFast, Effort::kSmall),
                         [](const auto& effort) { return effort.param == Effort::kFast ? "Fast" : "Small"; });

TEST(JpegEncoder, WritesSequentialFilesFastAndProgressiveOnesSmall) {
  EXPECT_EQ(frame_of(encoded(draw_scene(40, 40), 80, Effort::kFast)).marker, 0xC0);
  EXPECT_EQ(frame_of(encoded(draw_scene(40, 40), 80, Effort::kSmall)).marker, 0xC2);
}

TEST(JpegEncoder, HalvesTheChromaOfAPhoto) { EXPECT_EQ(frame_of(encoded(textured_scene(), 80)).luma_sampling, 0x22); }

TEST(JpegEncoder, KeepsTheChromaOfColouredText) {
  const Picture text =
      draw(64, 64, 3, [](int x, int y, int c) { return (x % 7 < 3 && y % 9 < 5) || c == 0 ? 230 : 20; });
  const EncodedBytes file = encoded(text, 80);
  EXPECT_EQ(frame_of(file).luma_sampling, 0x11);
  EXPECT_GT(score(text, file), score(text, plainly_encoded(text, 80)) + 10);
}

TEST(JpegEncoder, RingsLessThanLibjpegAroundTextInFewerBytes) {
  const Picture text =
      draw(160, 96, 3, [](int x, int y, int) { return x * y % 11 < 3 && x % 5 < 2 && y % 12 < 8 ? 0 : 255; });
  const EncodedBytes own = encoded(text, 75);
  const EncodedBytes plain = plainly_encoded(text, 75);
  EXPECT_LT(distance(decode(own).view(), text.view()), 0.9 * distance(decode(plain).view(), text.view()));
  EXPECT_LT(own.size(), plain.size());
}

TEST(JpegEncoder, RefusesASideThatNoJpegHolds) {
  const auto refused = encode_jpeg(Picture(65'501, 1, 3).view(), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnprocessable);
}

TEST(JpegEncoder, TakesTheLongestSide) {
  const Picture line = draw(65'500, 1, 3, [](int x, int, int c) { return (x / 256 + c) % 256; });
  EXPECT_EQ(decode(encoded(line, 50)).width(), 65'500);
}

}  // namespace
}  // namespace pictor::image
