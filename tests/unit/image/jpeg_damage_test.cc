// Files that are damaged end as libjpeg-turbo alone would end them, whoever decodes them first.

#include <gtest/gtest.h>

#include <random>

#include "unit/image/decode_attempt.h"
#include "unit/image/jpeg_files.h"
#include "unit/image/test_pictures.h"

namespace pictor::test {
namespace {

/// What probe() says of the undamaged picture.
image::ProbeOutcome probe_of(int width, int height) {
  image::ProbeOutcome probed;
  probed.facts = {.format = Format::kJpeg, .width = width, .height = height};
  return probed;
}

bool is_taken(Bytes file, const image::ProbeOutcome& probed, int eighths) {
  const image::DecodeTarget target{probed.facts.width * eighths / 8, probed.facts.height * eighths / 8};
  return attempt_decode(file, probed, target).has_value();
}

void expect_the_verdict_of_libjpeg(Bytes file, const image::ProbeOutcome& probed) {
  const bool theirs = read_with_libjpeg(file).has_value();
  EXPECT_EQ(is_taken(file, probed, 8), theirs);
  EXPECT_EQ(is_taken(file, probed, 2), theirs);
}

class JpegDamage : public ::testing::TestWithParam<JpegShape> {
 protected:
  static constexpr int kWidth = 96;
  static constexpr int kHeight = 80;
  /// SOI, APP0, two tables of quantisers, and of SOF0 marker, length, precision, height and width.
  static constexpr std::size_t kBehindTheSize = 2 + 18 + 2 * 69 + 9;
  FileBytes file = write_jpeg(draw_scene(kWidth, kHeight).view(), GetParam());
  image::ProbeOutcome probed = probe_of(kWidth, kHeight);
};

TEST_P(JpegDamage, IsJudgedAsLibjpegDoesWhereverTheFileEnds) {
  for (std::size_t size = file.size() - 1; size > 600; size -= 1 + size / 80) {
    SCOPED_TRACE(size);
    expect_the_verdict_of_libjpeg(Bytes(file).first(size), probed);
    FileBytes ended(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    ended.insert(ended.end(), {0xFF, 0xD9});
    expect_the_verdict_of_libjpeg(ended, probed);
  }
}

TEST_P(JpegDamage, IsJudgedAsLibjpegDoesWhateverByteIsWrong) {
  std::mt19937 random(7);
  int refused = 0;
  for (int i = 0; i < 400; ++i) {
    FileBytes damaged = file;
    const std::size_t at = kBehindTheSize + random() % (file.size() - kBehindTheSize);
    damaged[at] = i % 3 == 0 ? 0xFF : static_cast<std::uint8_t>(random());
    SCOPED_TRACE(std::to_string(at) + " is " + std::to_string(damaged[at]));
    refused += read_with_libjpeg(damaged).has_value() ? 0 : 1;
    expect_the_verdict_of_libjpeg(damaged, probed);
  }
  EXPECT_GT(refused, 20);
}

TEST_P(JpegDamage, LeavesThePixelsToLibjpegWhereItTakesTheFile) {
  std::mt19937 random(11);
  int compared = 0;
  for (int i = 0; i < 200; ++i) {
    FileBytes damaged = file;
    damaged[file.size() / 2 + random() % (file.size() / 2 - 2)] ^= static_cast<std::uint8_t>(1 << random() % 8);
    const auto theirs = read_with_libjpeg(damaged);
    const auto ours = attempt_decode(damaged, probed);
    if (!theirs || !ours) continue;
    ++compared;
    int largest = 0;
    for (std::size_t at = 0; at < ours->view().size(); ++at) {
      largest = std::max(largest, std::abs(ours->view().pixels[at] - theirs->view().pixels[at]));
    }
    EXPECT_LE(largest, 1);
  }
  EXPECT_GT(compared, 10);
}

INSTANTIATE_TEST_SUITE_P(Shapes, JpegDamage,
                         ::testing::Values(JpegShape{}, JpegShape{.h = 1, .v = 1, .restart_interval = 5},
                                           JpegShape{.grey = true, .optimized = true}, JpegShape{.progressive = true},
                                           JpegShape{.scan_each = true, .restart_interval = 4}),
                         [](const auto& info) { return "Shape" + std::to_string(info.index); });

}  // namespace
}  // namespace pictor::test
