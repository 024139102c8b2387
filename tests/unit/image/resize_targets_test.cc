// Every instruction set that this machine has gives the same picture.

#include <gtest/gtest.h>

#include <cstdlib>

#include "image/resize/cascade.h"
#include "unit/image/only_targets.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

Picture resized(const PictureView& source) {
  const CascadeTarget target{{}, {37, 29}};
  Cascade cascade({source.width, source.height, source.channels, 120.25, 89.5}, {&target, 1});
  for (int y = 0; y < source.height; ++y) cascade.push({source.row(y), source.stride()});
  return std::move(cascade.pictures()[0]);
}

TEST(ResizeTargets, AgreeWithinALevel) {
  for (const int channels : {3, 4}) {
    const Picture source = test::draw_noise(121, 90, channels);
    const Picture best = resized(source.view());
    for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
      const std::int64_t target = left & -left;
      const test::OnlyTargets only(target);
      const Picture picture = resized(source.view());
      for (std::size_t i = 0; i < best.view().size(); ++i) {
        ASSERT_LE(std::abs(best.view().pixels[i] - picture.view().pixels[i]), 1) << hwy::TargetName(target);
      }
    }
  }
}

}  // namespace
}  // namespace pictor::image
