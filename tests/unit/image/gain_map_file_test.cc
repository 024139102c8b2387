// Where the gain map of a file is, and files with one that we write.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/gain_map/gain_map.h"
#include "image/gain_map/iso_metadata.h"
#include "image/gain_map/multi_picture.h"
#include "image/probe.h"
#include "support/sample_files.h"
#include "support/sample_gain_map.h"

namespace pictor::test {
namespace {

using image::find_gain_map;
using image::GainMap;
using image::GainMapParameters;

FileBytes base() { return make_jpeg({.width = 32, .height = 24}); }
FileBytes map() { return make_jpeg({.width = 16, .height = 12, .color = JpegSample::Color::kGrey}); }
FileBytes described(const FileBytes& jpeg) {
  return with_segments(jpeg, xmp_segment(gain_map_description(kGainMapAttributes)));
}

GainMapParameters parameters() { return find_gain_map(jpeg_with_gain_map(base(), map()), {})->parameters; }

/// An APP2 segment of ISO 21496-1.
FileBytes iso_segment(GainMapParameters parameters, bool in_base_colours = true) {
  FileBytes payload = image::iso_gain_map(parameters);
  if (!in_base_colours) payload[image::kIsoGainMap.size() + 4] &= 0xBF;
  return jpeg_segment(0xE2, payload);
}

TEST(FindGainMap, GoesByTheMultiPictureDirectory) {
  const FileBytes second = described(map());
  const FileBytes file = two_pictures(base(), {}, second);
  const std::optional<GainMap> found = find_gain_map(file, {});
  ASSERT_TRUE(found);
  EXPECT_TRUE(std::ranges::equal(found->file, second));
  EXPECT_EQ(found->parameters.channels[0].max, 2.25);
}

TEST(FindGainMap, LooksRightBehindThePictureWhereThereIsNoDirectory) {
  EXPECT_TRUE(find_gain_map(join({base(), described(map())}), {}));
}

TEST(FindGainMap, LooksThereTooWhereTheDirectoryLeadsElsewhere) {
  const FileBytes mpf = mpf_segment(1, 0xFFFFFF00, 0xFFFFFF00);
  EXPECT_TRUE(find_gain_map(join({with_segments(base(), mpf), described(map())}), {}));
}

TEST(FindGainMap, ReadsADirectoryOfEitherByteOrder) {
  const FileBytes second = described(map());
  const FileBytes pictures =
      join({FileBytes(16, 0), le32(0), le32(static_cast<std::uint32_t>(second.size())), le32(0), le32(0)});
  const auto segment = [&](std::uint32_t offset) {
    FileBytes entries = pictures;
    std::ranges::copy(le32(offset), entries.begin() + 24);
    return jpeg_segment(0xE2, join({as_bytes("MPF"), FileBytes{0}, as_bytes("II"), le16(42), le32(8), le16(1),
                                    le16(0xB002), le16(7), le32(32), le32(26), le32(0), entries}));
  };
  const FileBytes gap(100, 7);  // so that it is not right behind the picture
  const auto offset = static_cast<std::uint32_t>(base().size() + segment(0).size() - 10 + gap.size());
  EXPECT_TRUE(find_gain_map(join({with_segments(base(), segment(offset)), gap, second}), {}));
}

TEST(FindGainMap, FindsNoneInOtherPictures) {
  EXPECT_FALSE(find_gain_map(base(), {}));
  EXPECT_FALSE(find_gain_map(two_pictures(base(), {}, map()), {})) << "the second view of a stereo pair";
  EXPECT_FALSE(find_gain_map(described(base()), {})) << "no second picture";
}

TEST(FindGainMap, PrefersIso) {
  GainMapParameters other = parameters();
  other.capacity_max = 5;
  const std::optional<GainMap> found =
      find_gain_map(two_pictures(base(), {}, with_segments(described(map()), iso_segment(other))), {});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->parameters, other);
}

TEST(FindGainMap, TakesGainsInOtherPrimariesOnlyWhereTheyAreTheSameForAllChannels) {
  const FileBytes grey = with_segments(map(), iso_segment(parameters(), false));
  const FileBytes colour = with_segments(make_jpeg({.width = 16, .height = 12}), iso_segment(parameters(), false));
  EXPECT_TRUE(find_gain_map(two_pictures(base(), {}, grey), {}));
  EXPECT_FALSE(find_gain_map(two_pictures(base(), {}, colour), {}));
}

TEST(FindGainMap, TakesNoMapOfInk) {
  const FileBytes ink = make_jpeg({.width = 16, .height = 12, .color = JpegSample::Color::kCmyk});
  EXPECT_FALSE(find_gain_map(two_pictures(base(), {}, described(ink)), {}));
}

TEST(FindGainMap, ReadsAFileThatIsCutOrDamagedAnywhereWithoutHarm) {
  const FileBytes second = with_segments(described(map()), iso_segment(parameters()));
  const FileBytes whole = two_pictures(base(), {}, second);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const FileBytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(i));
    if (part.size() >= 2) static_cast<void>(find_gain_map(part, {}));
    FileBytes damaged = whole;
    damaged[i] ^= 0xFF;
    static_cast<void>(find_gain_map(damaged, {}));
  }
}

TEST(FindGainMap, IsHeldToTheNumberOfSegments) {
  const FileBytes file = jpeg_with_gain_map(base(), map());
  EXPECT_FALSE(find_gain_map(file, {.max_chunks = 10}));
}

TEST(WithGainMap, IsFoundAgainAsItWasWritten) {
  GainMapParameters three = parameters();
  three.channels[2].max = 3.75;
  for (const GainMapParameters& written : {parameters(), three}) {
    const std::optional<GainMap> found = find_gain_map(with_gain_map(base(), map(), written), {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->parameters, written);
  }
}

TEST(WithGainMap, PutsTheMapWhereTheDirectoryAndTheContainerSay) {
  const FileBytes file = with_gain_map(base(), map(), parameters());
  const std::string_view text = as_text(file);
  const std::size_t header = text.find(std::string_view("MPF\0MM", 6)) + 4;
  const auto u32 = [&](std::size_t at) {
    return file[at] << 24 | file[at + 1] << 16 | file[at + 2] << 8 | file[at + 3];
  };
  constexpr std::size_t kEntriesAt = 50;
  const std::size_t first_bytes = u32(header + kEntriesAt + 4);
  const std::size_t second_bytes = u32(header + kEntriesAt + 20);
  const std::size_t second_at = header + u32(header + kEntriesAt + 24);
  EXPECT_EQ(first_bytes, second_at);
  EXPECT_EQ(second_at + second_bytes, file.size());
  EXPECT_EQ(text.substr(second_at - 2, 5), "\xFF\xD9\xFF\xD8\xFF");
  EXPECT_THAT(std::string(text), ::testing::HasSubstr("Item:Length=\"" + std::to_string(second_bytes) + "\""));
  EXPECT_EQ(text.substr(6, 4), "JFIF") << "it comes first";
}

TEST(WithGainMap, LeavesTheBaseAsItIs) {
  const auto probed = image::probe(with_gain_map(base(), map(), parameters()), {});
  ASSERT_TRUE(probed);
  EXPECT_EQ(probed->facts, image::probe(base(), {})->facts);
}

}  // namespace
}  // namespace pictor::test
