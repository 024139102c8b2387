// What the correction of scaled decodes is for: texture keeps its light.

#include <gtest/gtest.h>

#include "image/resize/cascade.h"
#include "unit/image/jpeg_files.h"
#include "unit/image/test_pictures.h"

namespace pictor::test {
namespace {

image::Picture resized_from(const FileBytes& file, int eighths, bool corrected) {
  const image::ProbeOutcome probed = image::probe(file, {}).value();
  const image::DecodeTarget decode{probed.facts.width * eighths / 8, probed.facts.height * eighths / 8};
  const auto source = image::open_picture(file, probed, decode).value();
  const image::CascadeTarget target{{}, {probed.facts.width / 16, probed.facts.height / 16}};
  image::Cascade cascade(source->shape(), std::span(&target, 1));
  FileBytes row(static_cast<std::size_t>(source->shape().width) * 3);
  for (int y = 0; y < source->shape().height; ++y) {
    source->read_row(row).value();
    cascade.push(row, corrected ? source->lost_variance() : std::span<const float>());
  }
  return std::move(cascade.pictures()[0]);
}

class JpegEnergy : public ::testing::TestWithParam<bool> {};

TEST_P(JpegEnergy, BringsScaledDecodesOfTextureMuchCloserToAFullOne) {
  const image::Picture texture = draw(
      384, 256, 3, [](int x, int y, int c) { return 90 + 20 * c + ((x * 7 + y * 13) % 5 - 2) * 25 * (x / 64 % 2); });
  const FileBytes file = write_jpeg(texture.view(), {.progressive = GetParam()});
  const image::Picture full = resized_from(file, 8, true);
  for (const int eighths : {1, 2}) {
    const double plain = distance(full.view(), resized_from(file, eighths, false).view());
    const double corrected = distance(full.view(), resized_from(file, eighths, true).view());
    EXPECT_GT(plain, 2) << eighths << "/8";
    EXPECT_LT(corrected, plain / 3) << eighths << "/8";
  }
}

INSTANTIATE_TEST_SUITE_P(Processes, JpegEnergy, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "Progressive" : "Sequential"; });

}  // namespace
}  // namespace pictor::test
