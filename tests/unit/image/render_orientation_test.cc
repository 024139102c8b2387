#include <gtest/gtest.h>

#include "image/orient.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

/// 3 x 2 pixels, numbered as stored:
///   0 1 2
///   3 4 5
Picture numbered() {
  return test::draw(3, 2, 3, [](int x, int y, int) { return y * 3 + x; });
}

std::vector<int> shown(Orientation orientation) {
  Picture picture = orient(numbered(), orientation);
  std::vector<int> numbers;
  for (std::size_t i = 0; i < picture.view().size(); i += 3) numbers.push_back(picture.view().pixels[i]);
  return numbers;
}

using Numbers = std::vector<int>;

// What EXIF 2.32 says of tag 0x0112: where the 0th row and the 0th column of the stored picture are shown.
TEST(Orient, NormalIsUnchanged) { EXPECT_EQ(shown(Orientation::kNormal), (Numbers{0, 1, 2, 3, 4, 5})); }
TEST(Orient, TwoIsMirroredLeftToRight) { EXPECT_EQ(shown(Orientation::kFlipX), (Numbers{2, 1, 0, 5, 4, 3})); }
TEST(Orient, ThreeIsTurnedByHalf) { EXPECT_EQ(shown(Orientation::kRotate180), (Numbers{5, 4, 3, 2, 1, 0})); }
TEST(Orient, FourIsMirroredTopToBottom) { EXPECT_EQ(shown(Orientation::kFlipY), (Numbers{3, 4, 5, 0, 1, 2})); }
TEST(Orient, FiveIsTransposed) { EXPECT_EQ(shown(Orientation::kTranspose), (Numbers{0, 3, 1, 4, 2, 5})); }
TEST(Orient, SixIsTurnedClockwise) { EXPECT_EQ(shown(Orientation::kRotate90), (Numbers{3, 0, 4, 1, 5, 2})); }
TEST(Orient, SevenIsMirroredOnTheOtherDiagonal) {
  EXPECT_EQ(shown(Orientation::kTransverse), (Numbers{5, 2, 4, 1, 3, 0}));
}
TEST(Orient, EightIsTurnedAntiClockwise) { EXPECT_EQ(shown(Orientation::kRotate270), (Numbers{2, 5, 1, 4, 0, 3})); }

TEST(Orient, ARegionOfAClockwiseTurnIsFoundInTheStoredPicture) {
  // The top left quarter as shown is the bottom left one as stored.
  EXPECT_EQ(stored_region({0, 0, 0.5, 0.5}, Orientation::kRotate90), (Region{0, 0.5, 0.5, 0.5}));
}

TEST(Orient, TheWholePictureStaysWhole) {
  for (int value = 1; value <= 8; ++value) EXPECT_TRUE(stored_region({}, Orientation(value)).whole()) << value;
}

}  // namespace
}  // namespace pictor::image
