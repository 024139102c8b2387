#include "image/metric/ssimulacra2.h"

#include <gmock/gmock.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace pictor::image {
namespace {

/// An RGB or RGBA picture that owns its pixels.
struct Canvas {
  Canvas(int width, int height, int channels = 3)
      : width(width), height(height), channels(channels), pixels(static_cast<std::size_t>(width) * height * channels) {}
  std::uint8_t* at(int x, int y) { return &pixels[(static_cast<std::size_t>(y) * width + x) * channels]; }
  MetricPicture view() const { return {pixels, width, height, channels, static_cast<std::size_t>(width) * channels}; }

  int width;
  int height;
  int channels;
  std::vector<std::uint8_t> pixels;
};

/// Soft colour waves with a fine texture and hard edges: something for every scale.
Canvas detailed_picture(int width, int height) {
  Canvas canvas(width, height);
  std::uint32_t noise = 7;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      noise = noise * 1664525 + 1013904223;
      const int texture = static_cast<int>(noise >> 28) + (x / 16 + y / 24) % 2 * 40;
      std::uint8_t* pixel = canvas.at(x, y);
      pixel[0] = static_cast<std::uint8_t>(90 + texture + 60 * std::sin(x * 0.05));
      pixel[1] = static_cast<std::uint8_t>(90 + texture + 60 * std::sin(y * 0.07));
      pixel[2] = static_cast<std::uint8_t>(90 + texture + 60 * std::cos((x + y) * 0.03));
    }
  }
  return canvas;
}

/// Every value rounded to a multiple of `step`.
Canvas quantized(Canvas canvas, int step) {
  for (std::uint8_t& value : canvas.pixels) {
    value = static_cast<std::uint8_t>(std::min((value + step / 2) / step * step, 255));
  }
  return canvas;
}

Canvas transposed(Canvas& canvas) {
  Canvas turned(canvas.height, canvas.width);
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) std::copy_n(canvas.at(x, y), 3, turned.at(y, x));
  }
  return turned;
}

/// `canvas` with alpha falling from opaque at the left to transparent at the right, or with `alpha` everywhere.
Canvas with_alpha(Canvas canvas, int alpha = -1) {
  Canvas result(canvas.width, canvas.height, 4);
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) {
      std::copy_n(canvas.at(x, y), 3, result.at(x, y));
      result.at(x, y)[3] = static_cast<std::uint8_t>(alpha >= 0 ? alpha : 255 - 255 * x / (canvas.width - 1));
    }
  }
  return result;
}

double score(const Canvas& reference, const Canvas& distorted) {
  return ssimulacra2(reference.view(), distorted.view()).value();
}

ErrorCode refusal(const MetricPicture& reference, const MetricPicture& distorted) {
  const Result<double> result = ssimulacra2(reference, distorted);
  return result ? ErrorCode::kInternal : result.error().code;
}

TEST(Ssimulacra2, GivesEqualPicturesExactlyOneHundred) {
  for (int side : {8, 15, 16, 17, 100, 257}) {
    const Canvas picture = detailed_picture(side, side + 3);
    EXPECT_EQ(score(picture, picture), 100) << side;
  }
}

TEST(Ssimulacra2, FallsAsQuantizationGrows) {
  const Canvas picture = detailed_picture(320, 240);
  double previous = 100;
  for (int step : {2, 4, 8, 16, 32, 64}) {
    const double now = score(picture, quantized(picture, step));
    EXPECT_LT(now, previous - 1) << step;
    previous = now;
  }
}

TEST(Ssimulacra2, JudgesAStrongDistortionAsLow) {
  const Canvas picture = detailed_picture(320, 240);
  EXPECT_LT(score(picture, quantized(picture, 96)), 30);
}

TEST(Ssimulacra2, SeesAnErrorOfOnePixelInEveryCorner) {
  const int width = 61, height = 43;
  Canvas picture = detailed_picture(width, height);
  for (int y : {0, height - 1}) {
    for (int x : {0, width - 1}) {
      Canvas spotted = picture;
      std::fill_n(spotted.at(x, y), 3, std::uint8_t{255});
      EXPECT_LT(score(picture, spotted), 99) << x << "," << y;
    }
  }
}

TEST(Ssimulacra2, DoesNotCareWhichWayThePictureIsTurned) {
  Canvas picture = detailed_picture(203, 77);
  Canvas coarse = quantized(picture, 24);
  EXPECT_NEAR(score(picture, coarse), score(transposed(picture), transposed(coarse)), 0.001);
}

TEST(Ssimulacra2, TellsBlurFromRinging) {
  Canvas picture = detailed_picture(128, 96);
  Canvas blurred = picture;
  for (int y = 0; y < 96; ++y) {
    for (int x = 1; x < 127; ++x) {
      for (int c = 0; c < 3; ++c) {
        const int sum = picture.at(x - 1, y)[c] + picture.at(x, y)[c] + picture.at(x + 1, y)[c];
        blurred.at(x, y)[c] = static_cast<std::uint8_t>(sum / 3);
      }
    }
  }
  EXPECT_GT(std::abs(score(picture, blurred) - score(blurred, picture)), 1);
}

TEST(Ssimulacra2, ReadsRowsByTheirStride) {
  const Canvas picture = detailed_picture(40, 30);
  const Canvas coarse = quantized(picture, 16);
  std::vector<std::uint8_t> padded(30 * 200, 0xEE);
  for (int y = 0; y < 30; ++y) std::copy_n(&coarse.pixels[y * 120], 120, &padded[y * 200]);
  const MetricPicture strided{padded, 40, 30, 3, 200};
  EXPECT_EQ(ssimulacra2(picture.view(), strided).value(), score(picture, coarse));
}

TEST(Ssimulacra2, JudgesOpaqueAlphaAsNoAlpha) {
  const Canvas picture = detailed_picture(64, 48);
  const Canvas coarse = quantized(picture, 16);
  const double expected = score(picture, coarse);
  EXPECT_EQ(score(with_alpha(picture, 255), with_alpha(coarse, 255)), expected);
  EXPECT_EQ(score(picture, with_alpha(coarse, 255)), expected);
}

TEST(Ssimulacra2, IgnoresColourBehindFullTransparency) {
  const Canvas picture = detailed_picture(64, 48);
  EXPECT_EQ(score(with_alpha(picture, 0), with_alpha(quantized(picture, 64), 0)), 100);
}

TEST(Ssimulacra2, SeesLostAlphaOnWhicheverBackgroundShowsIt) {
  const Canvas dark(64, 48);
  Canvas light(64, 48);
  std::ranges::fill(light.pixels, std::uint8_t{255});
  EXPECT_LT(score(with_alpha(dark), dark), 50);
  EXPECT_LT(score(with_alpha(light), light), 50);
}

TEST(Ssimulacra2, GivesAPreparedReferenceTheScoreOfThePair) {
  for (int side : {8, 9, 17, 100, 203}) {
    const Canvas picture = detailed_picture(side, side + 5);
    const Canvas coarse = quantized(picture, 24);
    for (const auto& [original, shown] : {std::pair(picture, coarse), std::pair(with_alpha(picture), coarse)}) {
      const MetricReference reference = MetricReference::prepare(original.view()).value();
      EXPECT_EQ(reference.score(shown.view()).value(), score(original, shown)) << side;
    }
  }
}

TEST(Ssimulacra2, RefusesPicturesBelowEightPixels) {
  const Canvas narrow(7, 20), low(20, 7), smallest(8, 8);
  EXPECT_EQ(refusal(narrow.view(), narrow.view()), ErrorCode::kInvalidParameter);
  EXPECT_EQ(refusal(low.view(), low.view()), ErrorCode::kInvalidParameter);
  EXPECT_TRUE(ssimulacra2(smallest.view(), smallest.view()).has_value());
}

TEST(Ssimulacra2, RefusesPicturesOfDifferentSizes) {
  EXPECT_EQ(refusal(Canvas(20, 30).view(), Canvas(30, 20).view()), ErrorCode::kInvalidParameter);
}

TEST(Ssimulacra2, RefusesOtherNumbersOfChannels) {
  EXPECT_EQ(refusal(Canvas(20, 20, 2).view(), Canvas(20, 20).view()), ErrorCode::kInvalidParameter);
}

TEST(Ssimulacra2, RefusesMorePixelsThanThereAre) {
  const Canvas picture(20, 20);
  MetricPicture cut = picture.view();
  cut.pixels = cut.pixels.first(cut.pixels.size() - 1);
  EXPECT_EQ(refusal(picture.view(), cut), ErrorCode::kInvalidParameter);
  MetricPicture overlapping = picture.view();
  overlapping.stride = 59;
  EXPECT_EQ(refusal(overlapping, picture.view()), ErrorCode::kInvalidParameter);
}

/// Lets dispatch choose among `targets` alone, until it goes.
class OnlyTargets {
 public:
  explicit OnlyTargets(std::int64_t targets) {
    hwy::SetSupportedTargetsForTest(targets);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  ~OnlyTargets() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

TEST(Ssimulacra2, GivesTheSameScoreOnEveryInstructionSetOfThisMachine) {
  const Canvas picture = detailed_picture(203, 154);
  const Canvas coarse = quantized(picture, 12), fine = quantized(picture, 2);
  const double expected_coarse = score(picture, coarse), expected_fine = score(picture, fine);
  int compared = 0;
  for (std::int64_t left = hwy::SupportedTargets() & HWY_TARGETS; left != 0; left &= left - 1, ++compared) {
    const std::int64_t target = left & -left;
    const OnlyTargets only(target);
    EXPECT_NEAR(score(picture, coarse), expected_coarse, 0.001) << hwy::TargetName(target);
    EXPECT_NEAR(score(picture, fine), expected_fine, 0.001) << hwy::TargetName(target);
    EXPECT_EQ(score(picture, picture), 100) << hwy::TargetName(target);
  }
  EXPECT_GE(compared, 1);
}

TEST(Ssimulacra2, GivesTheSameScoreEveryTime) {
  const Canvas picture = detailed_picture(99, 64);
  const Canvas coarse = quantized(picture, 12);
  EXPECT_EQ(score(picture, coarse), score(picture, coarse));
}

}  // namespace
}  // namespace pictor::image
