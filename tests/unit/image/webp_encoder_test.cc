#include <gtest/gtest.h>
#include <hwy/targets.h>
#include <webp/decode.h>
#include <webp/encode.h>

#include <algorithm>
#include <cmath>

#include "image/encode/encode.h"
#include "image/encode/webp/frame_coder.h"
#include "image/encode/webp/frame_writer.h"
#include "image/encode/webp/webp_analysis.h"
#include "image/metric/ssimulacra2.h"
#include "unit/image/only_targets.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::distance;
using test::draw;
using test::draw_noise;
using test::draw_scene;

/// 4:2:0 planes of whole macroblocks.
struct Planes {
  int wide = 0;  ///< macroblocks
  std::vector<std::uint8_t> y, u, v;
};

void append_row(const vp8::Band& band, int side, std::vector<std::uint8_t>& plane) {
  for (int line = 0; line < side; ++line) {
    plane.insert(plane.end(), band.at(0, line), band.at(band.width(), line));
  }
}

/// What libwebp decodes, as planes; without its loop filter.
bool decodes_to(const EncodedBytes& file, int width, int height, const Planes& expected) {
  WebPDecoderConfig config;
  WebPInitDecoderConfig(&config);
  config.options.bypass_filtering = 1;
  config.output.colorspace = MODE_YUV;
  if (WebPDecode(file.data(), file.size(), &config) != VP8_STATUS_OK) return false;
  const WebPYUVABuffer& found = config.output.u.YUVA;
  bool same = config.output.width == width && config.output.height == height;
  for (int y = 0; y < height && same; ++y) {
    const std::size_t from = std::size_t{16} * expected.wide * y;
    same = std::equal(found.y + std::ptrdiff_t{y} * found.y_stride,
                      found.y + std::ptrdiff_t{y} * found.y_stride + width, expected.y.begin() + from);
  }
  for (int y = 0; y < (height + 1) / 2 && same; ++y) {
    const std::size_t from = std::size_t{8} * expected.wide * y;
    const int half = (width + 1) / 2;
    const std::uint8_t* u = found.u + std::ptrdiff_t{y} * found.u_stride;
    const std::uint8_t* v = found.v + std::ptrdiff_t{y} * found.v_stride;
    same = std::equal(u, u + half, expected.u.begin() + from) && std::equal(v, v + half, expected.v.begin() + from);
  }
  WebPFreeDecBuffer(&config.output);
  return same;
}

/// Whether libwebp decodes what the encoder believes it does, with segments that all differ.
bool is_decoded_as_reconstructed(const Picture& picture, int index, Effort effort) {
  const vp8::SourceMacroblocks source(picture.view());
  std::vector<std::uint8_t> segments(static_cast<std::size_t>(source.wide()) * source.high());
  for (std::size_t i = 0; i < segments.size(); ++i) segments[i] = i * 7 % 5 % vp8::kSegments;
  vp8::CodedFrame frame{.width = picture.width(), .height = picture.height()};
  for (int i = 0; i < vp8::kSegments; ++i) {
    frame.settings.segments[i] = {.quantiser = std::min(127, index + 9 * i), .filter = 20};
  }
  frame.settings.deltas = {.luma_dc = 2, .luma_dcs_dc = -3, .luma_dcs_ac = 4, .chroma_dc = -5, .chroma_ac = 6};
  vp8::FrameCoder coder(source, segments, frame.settings, effort);
  Planes planes{.wide = source.wide()};
  for (int y = 0; y < source.high(); ++y) {
    coder.code_row(y);
    append_row(coder.luma(), 16, planes.y);
    append_row(coder.chroma()[0], 8, planes.u);
    append_row(coder.chroma()[1], 8, planes.v);
  }
  frame.macroblocks = coder.take_macroblocks();
  frame.levels = coder.take_levels();
  return decodes_to(vp8::write_webp(frame).value(), picture.width(), picture.height(), planes);
}

EncodedBytes encoded(const Picture& picture, int quality, Effort effort) {
  return encode_webp_lossy(picture.view(), {.quality = quality, .effort = effort}).value();
}

/// libwebp's own encoder at its defaults.
EncodedBytes plainly_encoded(const Picture& picture, int quality) {
  std::uint8_t* file = nullptr;
  const std::size_t size = WebPEncodeRGB(picture.view().pixels, picture.width(), picture.height(),
                                         static_cast<int>(picture.stride()), static_cast<float>(quality), &file);
  EncodedBytes made(file, file + size);
  WebPFree(file);
  return made;
}

double score(const Picture& picture, Bytes file) { return test::score(picture.view(), test::decode(file).view()); }

/// Waves, grain and a few edges, as photographs have.
Picture textured_scene() {
  const Picture grain = draw_noise(240, 160, 3);
  return draw(240, 160, 3, [&](int x, int y, int c) {
    const double wave = std::sin(x * 0.05 + c) + std::cos(y * 0.04 - c) + (x + 2 * y > 220 ? 0.8 : -0.8);
    return static_cast<int>(128 + 30 * wave) + grain.view().row(y)[std::ptrdiff_t{3} * x] % 16 - 8;
  });
}

class WebpOfEveryEffort : public testing::TestWithParam<Effort> {};

TEST_P(WebpOfEveryEffort, IsDecodedAsReconstructedAtEverySize) {
  for (const int width : {1, 2, 3, 15, 16, 17, 31, 33, 50}) {
    for (const int height : {1, 2, 16, 17, 40}) {
      ASSERT_TRUE(is_decoded_as_reconstructed(draw_scene(width, height), 20, GetParam())) << width << "x" << height;
    }
  }
}

TEST_P(WebpOfEveryEffort, IsDecodedAsReconstructedWhateverTheQuantiser) {
  const Picture scene = draw_scene(70, 50);
  const Picture noise = draw_noise(40, 40, 3);
  for (int index = 0; index < vp8::kQuantIndices; index += index < 10 ? 1 : 9) {
    ASSERT_TRUE(is_decoded_as_reconstructed(scene, index, GetParam())) << index;
    ASSERT_TRUE(is_decoded_as_reconstructed(noise, index, GetParam())) << index;
  }
}

TEST_P(WebpOfEveryEffort, IsDecodedAsReconstructedWhereSamplesAreExtreme) {
  const Picture checks = draw(64, 64, 3, [](int x, int y, int c) { return (x / 3 + y / 5 + c) % 2 * 255; });
  const Picture flat = draw(64, 64, 3, [](int, int, int) { return 255; });
  for (const int index : {0, 5, 60, 127}) {
    EXPECT_TRUE(is_decoded_as_reconstructed(checks, index, GetParam())) << index;
    EXPECT_TRUE(is_decoded_as_reconstructed(flat, index, GetParam())) << index;
  }
}

TEST_P(WebpOfEveryEffort, IsDecodedAsReconstructedAtTheLongestSides) {
  const auto rule = [](int x, int y, int c) { return (x / 7 + 3 * y + 50 * c) % 256; };
  EXPECT_TRUE(is_decoded_as_reconstructed(draw(16'383, 20, 3, rule), 30, GetParam()));
  EXPECT_TRUE(is_decoded_as_reconstructed(draw(20, 16'383, 3, rule), 30, GetParam()));
}

TEST_P(WebpOfEveryEffort, ExistsAtEveryQuality) {
  const Picture scene = draw_scene(24, 40);
  for (int quality = 1; quality <= 100; ++quality) {
    ASSERT_EQ(test::decode(encoded(scene, quality, GetParam())).width(), 24) << quality;
  }
}

TEST_P(WebpOfEveryEffort, IsTruerAtHigherQuality) {
  const Picture scene = textured_scene();
  double last = 1000;
  for (const int quality : {1, 5, 20, 40, 60, 80, 90, 97}) {
    const double now = distance(test::decode(encoded(scene, quality, GetParam())).view(), scene.view());
    EXPECT_LT(now, last) << quality;
    last = now;
  }
}

TEST_P(WebpOfEveryEffort, IsSmallerThanLibwebpsAtItsScore) {
  const Picture scene = textured_scene();
  for (const int quality : {50, 80}) {
    const EncodedBytes plain = plainly_encoded(scene, quality);
    const double floor = score(scene, plain);
    int own = quality - 6;
    while (own < 100 && score(scene, encoded(scene, own, GetParam())) < floor) own += 2;
    EXPECT_LT(encoded(scene, own, GetParam()).size(), 0.95 * static_cast<double>(plain.size())) << quality;
  }
}

TEST_P(WebpOfEveryEffort, IsTheSameFromAnAnalysisThatServedOtherQualities) {
  const Picture scene = textured_scene();
  const WebpAnalysis analysis = WebpAnalysis::of(scene.view()).value();
  analysis.encode({.quality = 30, .effort = GetParam()}).value();
  EXPECT_EQ(analysis.encode({.quality = 80, .effort = GetParam()}).value(), encoded(scene, 80, GetParam()));
}

TEST_P(WebpOfEveryEffort, HoldsLevelsOfEverySize) {
  const Picture noise = draw(64, 64, 3, [](int x, int y, int) { return (x * x * 7 + y * 13 + x * y) % 2 * 255; });
  EXPECT_TRUE(is_decoded_as_reconstructed(noise, 0, GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Efforts, WebpOfEveryEffort, testing::Values(Effort::kFast, Effort::kSmall),
                         [](const auto& effort) { return effort.param == Effort::kFast ? "Fast" : "Small"; });

TEST(WebpEncoder, WritesTheSameFileOnEveryMachine) {
  const Picture scene = textured_scene();
  const WebpAnalysis analysis = WebpAnalysis::of(scene.view()).value();
  const EncodedBytes best = analysis.encode({.quality = 80}).value();
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    const test::OnlyTargets only(target);
    EXPECT_EQ(analysis.encode({.quality = 80}).value(), best) << hwy::TargetName(target);
  }
}

TEST(WebpEncoder, RefusesASideThatNoWebpHolds) {
  const auto refused = encode_webp_lossy(Picture(16'384, 1, 3).view(), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnprocessable);
}

TEST(WebpEncoder, LeavesOutAnAlphaThatIsOpaque) {
  const Picture with = draw_scene(40, 30, 4);
  const Picture without = draw_scene(40, 30, 3);
  EXPECT_EQ(encoded(with, 80, Effort::kFast), encoded(without, 80, Effort::kFast));
}

}  // namespace
}  // namespace pictor::image
