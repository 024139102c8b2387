#include <gtest/gtest.h>

#include "image/container/exif_orientation.h"
#include "support/container_parts.h"

namespace pictor::test {
namespace {

using image::exif_orientation;
using image::Orientation;

/// Little-endian TIFF with one directory of these entries.
FileBytes tiff(std::uint32_t count, Bytes entries) {
  return join({as_bytes("II"), le16(42), le32(8), le16(count), entries});
}

FileBytes entry(std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::uint32_t value) {
  return join({le16(tag), le16(type), le32(count), le32(value)});
}

TEST(ProbeExif, ReadsEveryOrientationInBothByteOrders) {
  for (int value = 1; value <= 8; ++value) {
    EXPECT_EQ(static_cast<int>(exif_orientation(exif_with_orientation(value))), value);
    EXPECT_EQ(static_cast<int>(exif_orientation(exif_with_orientation(value, true))), value);
  }
}

TEST(ProbeExif, ReadsDataWithThePrefixOfJpeg) {
  constexpr std::string_view kPrefix("Exif\0\0", 6);
  EXPECT_EQ(exif_orientation(join({as_bytes(kPrefix), exif_with_orientation(3)})), Orientation::kRotate180);
}

TEST(ProbeExif, TakesAnInvalidOrientationForNone) {
  EXPECT_EQ(exif_orientation(exif_with_orientation(0)), Orientation::kNormal);
  EXPECT_EQ(exif_orientation(exif_with_orientation(9)), Orientation::kNormal);
}

TEST(ProbeExif, FindsTheOrientationAmongOtherTags) {
  const FileBytes entries = join({entry(0x010F, 2, 0xFFFFFFFF, 0xFFFFFFF0), entry(0x0112, 3, 1, 6)});
  EXPECT_EQ(exif_orientation(tiff(2, entries)), Orientation::kRotate90);
}

TEST(ProbeExif, TakesALongOrientation) {
  EXPECT_EQ(exif_orientation(tiff(1, entry(0x0112, 4, 1, 8))), Orientation::kRotate270);
}

TEST(ProbeExif, SurvivesEntriesThatAreNotThere) {
  EXPECT_EQ(exif_orientation(tiff(65'535, entry(0x010F, 2, 1, 0))), Orientation::kNormal);
}

TEST(ProbeExif, SurvivesADirectoryOutsideTheData) {
  EXPECT_EQ(exif_orientation(join({as_bytes("II"), le16(42), le32(0xFFFFFFF0)})), Orientation::kNormal);
}

TEST(ProbeExif, TakesEveryTruncationForNoOrientation) {
  const FileBytes exif = exif_with_orientation(6);
  const std::size_t end_of_entry = exif.size() - 4;
  for (std::size_t size = 0; size < end_of_entry; ++size) {
    EXPECT_EQ(exif_orientation(Bytes(exif).first(size)), Orientation::kNormal) << size;
  }
}

}  // namespace
}  // namespace pictor::test
