#include <gtest/gtest.h>
#include <webp/decode.h>

#include <algorithm>
#include <numeric>

#include "image/encode/encode.h"
#include "image/encode/webp/frame_coder.h"
#include "image/encode/webp/frame_writer.h"
#include "image/encode/webp/webp_analysis.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

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

class WebpOfEveryEffort : public testing::TestWithParam<Effort> {};

TEST_P(WebpOfEveryEffort, IsDecodedAsReconstructedAtEverySize) {
  for (const int width : {1, 2, 3, 15, 16, 17, 31, 33, 50}) {
    for (const int height : {1, 2, 16, 17, 40}) {
      ASSERT_TRUE(is_decoded_as_reconstructed(draw_scene(width, height), 20, GetParam())) << width << "x" << height;
    }
  }
}

TEST_P(WebpOfEveryEffort, IsDecodedAsReconstructedAtEveryQuantiser) {
  const Picture scene = draw_scene(70, 50);
  const Picture noise = draw_noise(40, 40, 3);
  for (int index = 0; index < vp8::kQuantIndices; ++index) {
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

INSTANTIATE_TEST_SUITE_P(Efforts, WebpOfEveryEffort, testing::Values(Effort::kFast, Effort::kSmall),
                         [](const auto& effort) { return effort.param == Effort::kFast ? "Fast" : "Small"; });

}  // namespace
}  // namespace pictor::image
