#include <gtest/gtest.h>

#include "support/sample_files.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

using image::Limits;

/// Expects `file` to be taken at a limit and refused one below, with both numbers.
template <class Limit>
void expect_limit(const FileBytes& file, Limit Limits::* member, std::int64_t needed, ErrorCode code) {
  Limits limits;
  limits.*member = static_cast<Limit>(needed);
  EXPECT_EQ(refusal_code(file, limits), std::nullopt);
  limits.*member = static_cast<Limit>(needed - 1);
  const std::optional<Error> error = refusal(file, limits);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, code);
  EXPECT_EQ(error->limit, needed - 1);
  EXPECT_EQ(error->actual, needed);
}

TEST(ProbeLimits, HoldsPixelsOfAFrameInEveryFormat) {
  for (const FileBytes& file : {make_jpeg(), make_png(), make_gif(), make_webp(), make_avif()}) {
    expect_limit(file, &Limits::max_pixels, 64 * 48, ErrorCode::kTooManyPixels);
  }
}

TEST(ProbeLimits, HoldsTheLongerSide) {
  for (const FileBytes& file : {make_jpeg(), make_png(), make_gif(), make_webp(), make_avif()}) {
    expect_limit(file, &Limits::max_side, 64, ErrorCode::kTooManyPixels);
  }
}

TEST(ProbeLimits, HoldsFrames) {
  expect_limit(make_gif({.frames = 4}), &Limits::max_frames, 4, ErrorCode::kTooManyFrames);
  expect_limit(make_webp({.frames = 4}), &Limits::max_frames, 4, ErrorCode::kTooManyFrames);
}

TEST(ProbeLimits, HoldsPixelsOfAllFrames) {
  expect_limit(make_gif({.frames = 1}), &Limits::max_total_pixels, 64 * 48, ErrorCode::kTooManyPixels);
  const Limits limits{.max_total_pixels = 64 * 48 * 4 - 1};
  EXPECT_EQ(refusal_code(make_gif({.frames = 4}), limits), ErrorCode::kTooManyPixels);
  EXPECT_EQ(refusal_code(make_webp({.frames = 4}), limits), ErrorCode::kTooManyPixels);
}

TEST(ProbeLimits, HoldsMetadataOfEveryKind) {
  const FileBytes icc = srgb_icc_profile();
  const Limits limits{.max_metadata_bytes = 100};
  const std::string comment(200, 'x');
  for (const FileBytes& file :
       {make_jpeg({.comment = comment}), make_jpeg({.icc = icc}), make_png({.comment = comment}),
        make_png({.icc = icc}), make_gif({.comment = comment}), make_webp({.icc = icc}), make_avif({.icc = icc})}) {
    EXPECT_EQ(refusal_code(file), std::nullopt);
    const std::optional<Error> error = refusal(file, limits);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode::kUnprocessable);
    EXPECT_EQ(error->limit, 100);
    EXPECT_GT(error->actual, 100);
  }
}

TEST(ProbeLimits, HoldsScansOfAJpeg) {
  expect_limit(make_jpeg({.progressive = true}), &Limits::max_scans, 10, ErrorCode::kUnprocessable);
}

TEST(ProbeLimits, HoldsPartsOfEveryFormat) {
  const Limits limits{.max_chunks = 1};
  for (const FileBytes& file :
       {make_jpeg(), make_png(), make_gif({.frames = 2}), make_webp({.alpha = true}), make_avif()}) {
    const std::optional<Error> error = refusal(file, limits);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode::kUnprocessable);
    EXPECT_EQ(error->actual, 2);
  }
}

TEST(ProbeLimits, TellsTooManyPixelsBeforeTheFileIsKnownToBeCutShort) {
  const Limits limits{.max_pixels = 100};
  for (const FileBytes& file : {make_jpeg(), make_png(), make_gif(), make_webp(), make_avif()}) {
    EXPECT_EQ(refusal_code(Bytes(file).first(file.size() - 10), limits), ErrorCode::kTooManyPixels);
  }
}

}  // namespace
}  // namespace pictor::test
