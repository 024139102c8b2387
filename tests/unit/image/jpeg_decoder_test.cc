// Our JPEG decoder against libjpeg-turbo at full size, and against exact arithmetic when it scales.

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "image/decode/jpeg/frame_of.h"
#include "image/decode/jpeg/scaled_rows.h"
#include "image/decode/jpeg/scan_decoder.h"
#include "image/decode/jpeg/several_scans.h"
#include "image/geometry.h"
#include "support/jpeg_coefficients.h"
#include "unit/image/jpeg_files.h"
#include "unit/image/test_pictures.h"

namespace pictor::test {
namespace {

namespace jpeg = image::jpeg;

constexpr JpegShape kShapes[] = {
    {.h = 1, .v = 1},
    {.h = 2, .v = 1},
    {.h = 2, .v = 2},
    {.h = 1, .v = 2},
    {.h = 4, .v = 1},
    {.grey = true},
    {.h = 1, .v = 1, .progressive = true},
    {.h = 2, .v = 2, .progressive = true},
    {.h = 4, .v = 1, .progressive = true},
    {.grey = true, .progressive = true},
    {.h = 1, .v = 1, .scan_each = true},
    {.h = 2, .v = 2, .scan_each = true},
};

std::string name_of(const JpegShape& shape) {
  return std::string(shape.progressive ? "progressive "
                     : shape.scan_each ? "scans "
                                       : "") +
         (shape.grey ? "grey" : std::to_string(shape.h) + "x" + std::to_string(shape.v));
}

/// Smooth, with edges and noise in it: every kind of block.
image::Picture draw_subject(int width, int height) {
  image::Picture noise = draw_noise(width, height, 3);
  image::Picture scene = draw_scene(width, height);
  return draw(width, height, 3, [&](int x, int y, int c) {
    const int level = scene.row(y)[x * 3 + c];
    if (x % 48 < 16) return level;
    return x % 48 < 32 ? std::clamp(level + noise.row(y)[x * 3 + c] / 4 - 32, 0, 255) : level / 2 + (x / 8 % 2) * 100;
  });
}

struct OurPicture {
  image::Picture pixels;
  std::vector<float> lost;  ///< a value a pixel; empty at full size
};

/// By our decoders alone; nullopt where it does not take the file, or not to the end.
std::optional<OurPicture> read_with_ours(Bytes file, int eighths) {
  image::JpegReader reader(file);
  if (!reader.read_header()) return std::nullopt;
  const jpeg_decompress_struct& header = reader.state();
  const std::optional<jpeg::Frame> frame = jpeg::frame_of(header, eighths);
  if (!frame) return std::nullopt;
  auto source =
      jpeg::is_one_sequential_scan(header)
          ? jpeg::make_scan_decoder(header, *frame, {header.src->next_input_byte, header.src->bytes_in_buffer})
          : jpeg::make_several_scans(header, *frame, file);
  if (!source) return std::nullopt;
  jpeg::ScaledRows rows(*frame, std::move(source));
  OurPicture picture{.pixels = image::Picture(frame->width, frame->height, 3)};
  for (int y = 0; y < frame->height; ++y) {
    if (!rows.read_row({picture.pixels.row(y), picture.pixels.stride()})) return std::nullopt;
    picture.lost.insert(picture.lost.end(), rows.lost_variance().begin(), rows.lost_variance().end());
  }
  if (!rows.ends_well()) return std::nullopt;
  return picture;
}

int largest_difference(const image::PictureView& a, const image::PictureView& b) {
  int largest = a.size() == b.size() ? 0 : 256;
  for (std::size_t i = 0; largest < 256 && i < a.size(); ++i) {
    largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  }
  return largest;
}

/// Ours at full size against libjpeg's.
void expect_the_pixels_of_libjpeg(const FileBytes& file) {
  const auto ours = read_with_ours(file, 8);
  const auto theirs = read_with_libjpeg(file);
  ASSERT_TRUE(ours && theirs);
  EXPECT_LE(largest_difference(ours->pixels.view(), theirs->view()), 1);
}

TEST(JpegDecoder, GivesThePixelsOfLibjpegAtFullSize) {
  for (const JpegShape& shape : kShapes) {
    SCOPED_TRACE(name_of(shape));
    expect_the_pixels_of_libjpeg(write_jpeg(draw_subject(240, 176).view(), shape));
  }
}

TEST(JpegDecoder, GivesThePixelsOfLibjpegAtOddSizes) {
  for (const JpegShape& shape : kShapes) {
    for (const image::Size size : {image::Size{1, 1}, {2, 3}, {3, 2}, {7, 9}, {17, 33}, {65, 31}, {101, 75}}) {
      SCOPED_TRACE(name_of(shape) + " at " + std::to_string(size.width) + " x " + std::to_string(size.height));
      expect_the_pixels_of_libjpeg(write_jpeg(draw_subject(size.width, size.height).view(), shape));
    }
  }
}

TEST(JpegDecoder, GivesThePixelsOfLibjpegAtEveryQuality) {
  for (const int quality : {1, 20, 75, 98, 100}) {
    SCOPED_TRACE(quality);
    expect_the_pixels_of_libjpeg(write_jpeg(draw_noise(96, 80, 3).view(), {.quality = quality, .optimized = true}));
    expect_the_pixels_of_libjpeg(write_jpeg(draw_noise(96, 80, 3).view(), {.quality = quality, .progressive = true}));
  }
}

TEST(JpegDecoder, FollowsRestartMarkers) {
  for (const int interval : {1, 3, 15, 1000}) {
    SCOPED_TRACE(interval);
    expect_the_pixels_of_libjpeg(write_jpeg(draw_subject(240, 176).view(), {.restart_interval = interval}));
    expect_the_pixels_of_libjpeg(
        write_jpeg(draw_subject(240, 176).view(), {.progressive = true, .restart_interval = interval}));
    expect_the_pixels_of_libjpeg(
        write_jpeg(draw_subject(240, 176).view(), {.scan_each = true, .restart_interval = interval}));
  }
}

TEST(JpegDecoder, ReadsScansLongerThanItsBuffer) {
  expect_the_pixels_of_libjpeg(write_jpeg(draw_noise(400, 300, 3).view(), {.h = 1, .v = 1, .quality = 100}));
  expect_the_pixels_of_libjpeg(
      write_jpeg(draw_noise(400, 300, 3).view(), {.h = 1, .v = 1, .quality = 100, .progressive = true}));
}

/// A coefficient of a component's block, dequantised.
double coefficient(JpegCoefficients& coefficients, int component, int block_row, int block, int natural) {
  return coefficients.row(component, static_cast<unsigned>(block_row))[block][natural] *
         coefficients.components()[component].quant_table->quantval[natural];
}

/// The exact truncated inverse DCT: sample (x, y) of a component.
double exact_sample(JpegCoefficients& coefficients, const jpeg::Frame& frame, int component, int x, int y) {
  const jpeg::Component& c = frame.component[component];
  const auto basis = [](int k, int at, int side) {
    return (k == 0 ? std::sqrt(1 / 8.0) : 0.5) * std::cos((2 * at + 1) * k * std::numbers::pi / (2 * side));
  };
  double sum = 128;
  for (int v = 0; v < c.down; ++v) {
    for (int u = 0; u < c.across; ++u) {
      sum += coefficient(coefficients, component, y / c.down, x / c.across, v * 8 + u) * basis(v, y % c.down, c.down) *
             basis(u, x % c.across, c.across);
    }
  }
  return std::clamp(sum, 0.0, 255.0);
}

/// JFIF 1.02.
std::array<double, 3> exact_rgb(double y, double cb, double cr) {
  return {y + 1.402 * (cr - 128), y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128), y + 1.772 * (cb - 128)};
}

class GreyJpeg : public ::testing::TestWithParam<bool> {};

INSTANTIATE_TEST_SUITE_P(Processes, GreyJpeg, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "Progressive" : "Sequential"; });

TEST_P(GreyJpeg, IsScaledLikeTheExactTruncatedTransform) {
  const FileBytes file =
      write_jpeg(draw_subject(75, 53).view(), {.quality = 85, .grey = true, .progressive = GetParam()});
  JpegCoefficients coefficients(file);
  for (int eighths = 1; eighths <= 8; ++eighths) {
    const auto ours = read_with_ours(file, eighths);
    const auto frame = jpeg::frame_of(coefficients.header(), eighths);
    ASSERT_TRUE(ours && frame);
    double worst = 0;
    for (int y = 0; y < frame->height; ++y) {
      for (int x = 0; x < frame->width; ++x) {
        const double exact = exact_sample(coefficients, *frame, 0, x, y);
        worst = std::max(worst, std::abs(ours->pixels.view().row(y)[x * 3] - exact));
      }
    }
    EXPECT_LE(worst, 1) << eighths << "/8";
  }
}

/// Largest difference of ours to the exact transform of all components, which are all of the picture's size.
double distance_to_exact(const FileBytes& file, int eighths) {
  JpegCoefficients coefficients(file);
  const auto ours = read_with_ours(file, eighths);
  const auto frame = jpeg::frame_of(coefficients.header(), eighths);
  if (!ours || !frame) return 256;
  double worst = 0;
  for (int y = 0; y < frame->height; ++y) {
    for (int x = 0; x < frame->width; ++x) {
      std::array<double, 3> samples{};
      for (int c = 0; c < 3; ++c) samples[c] = exact_sample(coefficients, *frame, c, x, y);
      const auto exact = exact_rgb(samples[0], samples[1], samples[2]);
      for (int c = 0; c < 3; ++c) {
        const double should = std::clamp(exact[c], 0.0, 255.0);
        worst = std::max(worst, std::abs(ours->pixels.view().row(y)[x * 3 + c] - should));
      }
    }
  }
  return worst;
}

TEST(JpegDecoder, TakesSubsampledChromaFromAFinerScaleInsteadOfSpreadingIt) {
  // A rounding of luma, one of chroma times 1.772, and that of the sum: 0.5 + 0.886 + 0.5, and the transform's own.
  for (const auto& [h, v, largest] : {std::array{1, 1, 7}, {2, 1, 4}, {2, 2, 4}, {1, 2, 4}, {4, 1, 2}}) {
    const FileBytes file = write_jpeg(draw_subject(75, 53).view(), {.h = h, .v = v});
    for (int eighths = 1; eighths <= largest; ++eighths) {
      EXPECT_LE(distance_to_exact(file, eighths), 2.2) << h << "x" << v << " at " << eighths << "/8";
    }
  }
}

/// Variance that a scale drops in each block of a grey JPEG, by Parseval's theorem.
double exact_variance(JpegCoefficients& coefficients, int block_row, int block, int eighths) {
  double sum = 0;
  for (int v = 0; v < 8; ++v) {
    for (int u = 0; u < 8; ++u) {
      if (v < eighths && u < eighths) continue;
      sum += std::pow(coefficient(coefficients, 0, block_row, block, v * 8 + u), 2);
    }
  }
  return sum / 64;
}

TEST(JpegDecoder, ReportsTheVarianceThatItDropsExactlyWhereQuantisersAreEqual) {
  const FileBytes file = write_jpeg(draw_subject(96, 64).view(), {.quality = 100, .grey = true});
  JpegCoefficients coefficients(file);
  for (int eighths = 1; eighths < 8; ++eighths) {
    const auto ours = read_with_ours(file, eighths);
    ASSERT_TRUE(ours);
    for (int y = 0; y < 8 * eighths; ++y) {
      for (int x = 0; x < 12 * eighths; ++x) {
        const double exact = exact_variance(coefficients, y / eighths, x / eighths, eighths);
        ASSERT_NEAR(ours->lost[y * 12 * eighths + x], exact, exact * 1e-5 + 1e-5) << eighths << "/8";
      }
    }
  }
}

TEST_P(GreyJpeg, ReportsTheVarianceThatItDropsWithinAFewPercent) {
  const FileBytes file =
      write_jpeg(draw_subject(480, 320).view(), {.quality = 80, .grey = true, .progressive = GetParam()});
  JpegCoefficients coefficients(file);
  for (int eighths = 1; eighths < 5; ++eighths) {
    const auto ours = read_with_ours(file, eighths);
    ASSERT_TRUE(ours);
    double exact = 0;
    for (int y = 0; y < 40; ++y) {
      for (int x = 0; x < 60; ++x) exact += exact_variance(coefficients, y, x, eighths);
    }
    const double reported = std::accumulate(ours->lost.begin(), ours->lost.end(), 0.0) / (eighths * eighths);
    EXPECT_NEAR(reported / exact, 1, 0.05) << eighths << "/8";
  }
}

TEST(JpegDecoder, LeavesOddFilesToLibjpeg) {
  FileBytes file = write_jpeg(draw_subject(64, 64).view(), {});
  EXPECT_TRUE(read_with_ours(file, 8));
  EXPECT_FALSE(read_with_ours(Bytes(file).first(file.size() - 2), 8));  // no end
  EXPECT_FALSE(read_with_ours(Bytes(file).first(file.size() / 2), 8));  // half of it

  file = write_jpeg(draw_subject(64, 64).view(), {.progressive = true});
  EXPECT_TRUE(read_with_ours(file, 8));
  EXPECT_FALSE(read_with_ours(Bytes(file).first(file.size() / 2), 8));
  constexpr std::array<std::uint8_t, 2> kScan = {0xFF, 0xDA};
  const auto last_scan = std::find_end(file.begin(), file.end(), kScan.begin(), kScan.end());
  FileBytes unrefined(file.begin(), last_scan);
  unrefined.insert(unrefined.end(), {0xFF, 0xD9});
  EXPECT_FALSE(read_with_ours(unrefined, 8));
  FileBytes twice(file.begin(), file.end() - 2);
  twice.insert(twice.end(), last_scan, file.end());
  EXPECT_FALSE(read_with_ours(twice, 8));
}

}  // namespace
}  // namespace pictor::test
