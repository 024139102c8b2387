// Every instruction set that this machine has filters and unfilters rows of PNG alike.

#include <gtest/gtest.h>

#include "image/decode/png/png_rows.h"
#include "image/encode/png_filters.h"
#include "support/png_forms.h"
#include "unit/image/only_targets.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

constexpr PngHeader kHeader{.width = 301, .height = 40, .depth = 8, .color = PngColor::kRgb};

test::FileBytes unfiltered(const test::FileBytes& filtered) {
  const test::FileBytes stream = test::deflated_rows(filtered);
  PngRows rows(kHeader, {Bytes(stream)});
  test::FileBytes samples;
  while (const auto row = rows.next().value()) samples.insert(samples.end(), row->samples.begin(), row->samples.end());
  return samples;
}

TEST(PngTargets, FilterAlikeAndUndoWhatTheyFiltered) {
  const Picture scene = test::draw_scene(static_cast<int>(kHeader.width), static_cast<int>(kHeader.height));
  const Bytes samples(scene.view().pixels, scene.view().size());
  const test::FileBytes best = filtered_rows(kHeader, samples);
  for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
    const std::int64_t target = left & -left;
    const test::OnlyTargets only(target);
    EXPECT_EQ(filtered_rows(kHeader, samples), best) << hwy::TargetName(target);
    EXPECT_EQ(unfiltered(best), test::FileBytes(samples.begin(), samples.end())) << hwy::TargetName(target);
  }
}

TEST(PngTargets, UndoEveryFilterAlike) {
  test::FileBytes rows;
  for (std::uint32_t y = 0; y < kHeader.height; ++y) {
    rows.push_back(static_cast<std::uint8_t>(y % 5));
    for (std::size_t i = 0; i < kHeader.row_bytes(kHeader.width); ++i)
      rows.push_back(static_cast<std::uint8_t>(rows.size() * 2654435761U >> 13));
  }
  const test::FileBytes best = unfiltered(rows);
  for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
    const test::OnlyTargets only(left & -left);
    EXPECT_EQ(unfiltered(rows), best) << hwy::TargetName(left & -left);
  }
}

}  // namespace
}  // namespace pictor::image
