// JPEGs of phones: a picture for every display, and behind it a second one that says how bright it may be shown
// (Ultra HDR; ISO 21496-1).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/strip.h"
#include "unit/image/fidelity.h"

namespace pictor::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kWidth = 96;
constexpr int kHeight = 64;

FileBytes xmp_segment(std::string_view text) {
  return jpeg_segment(0xE1, join({as_bytes("http://ns.adobe.com/xap/1.0/"), FileBytes{0}, as_bytes(text)}));
}

/// APP2 of CIPA DC-007 section 5: a TIFF directory with the number of pictures and where they are, here two.
FileBytes mpf_segment(std::uint32_t first_bytes, std::uint32_t second_offset, std::uint32_t second_bytes) {
  const auto entry = [](std::uint32_t tag, std::uint32_t type, std::uint32_t count, const FileBytes& value) {
    return join({be16(tag), be16(type), be32(count), value});
  };
  constexpr std::uint32_t kEntriesAt = 8 + 2 + 3 * 12 + 4;
  const FileBytes version = {'0', '1', '0', '0'};
  const FileBytes pictures = join({be32(0x20030000), be32(first_bytes), be32(0), be32(0), be32(0), be32(second_bytes),
                                   be32(second_offset), be32(0)});
  return jpeg_segment(0xE2, join({as_bytes("MPF"), FileBytes{0}, as_bytes("MM"), be16(42), be32(8), be16(3),
                                  entry(0xB000, 7, 4, version), entry(0xB001, 4, 1, be32(2)),
                                  entry(0xB002, 7, 32, be32(kEntriesAt)), be32(0), pictures}));
}

/// The file with more segments right after SOI.
FileBytes with_segments(const FileBytes& jpeg, const FileBytes& segments) {
  return join({Bytes(jpeg).first(2), segments, Bytes(jpeg).subspan(2)});
}

FileBytes gain_map() {
  const FileBytes map = make_jpeg({.width = kWidth / 2,
                                   .height = kHeight / 2,
                                   .color = JpegSample::Color::kGrey,
                                   .comment = "SECRET of the gain map"});
  return with_segments(map, xmp_segment("<x:xmpmeta hdrgm:Version='1.0' hdrgm:GainMapMax='2.3'/>"));
}

FileBytes base_picture() {
  return make_jpeg({.width = kWidth, .height = kHeight, .quality = 98, .icc = display_p3_icc_profile()});
}

FileBytes jpeg_with_gain_map() {
  const FileBytes xmp = xmp_segment("<x:xmpmeta hdrgm:Version='1.0' Item:Semantic='GainMap' note='SECRET'/>");
  const FileBytes base = base_picture();
  const FileBytes map = gain_map();
  const auto map_bytes = static_cast<std::uint32_t>(map.size());
  // The directory counts from its own first byte, behind the marker, the length and `MPF\0`.
  const auto first_bytes = static_cast<std::uint32_t>(base.size() + xmp.size() + mpf_segment(0, 0, 0).size());
  const FileBytes mpf =
      mpf_segment(first_bytes, first_bytes - static_cast<std::uint32_t>(2 + xmp.size() + 8), map_bytes);
  return join({with_segments(base, join({xmp, mpf})), map});
}

void expect_nothing_of_the_map(Bytes file) {
  for (const char* trace : {"SECRET", "MPF", "hdrgm", "GainMap"}) {
    EXPECT_THAT(std::string(as_text(file)), Not(HasSubstr(trace)));
  }
}

TEST(GainMap, LeavesTheBasePictureAsItIsInEveryFormat) {
  const Renditions made = renditions_of(jpeg_with_gain_map(), plan_of_every_format());
  const image::Picture expected = from_display_p3(sample_picture(kWidth, kHeight, false));
  EXPECT_EQ(made.outcome.facts, (ImageFacts{.format = Format::kJpeg, .width = kWidth, .height = kHeight}));
  for (const image::RenditionOutcome& rendition : made.outcome.renditions) {
    const double floor = rendition.format == Format::kGif ? 40 : 70;
    EXPECT_GE(score(expected.view(), decode(made.file(rendition)).view()), floor) << to_string(rendition.format);
  }
}

TEST(GainMap, LeaksIntoNoRendition) {
  image::Plan plan = plan_of_every_format();
  plan.optimize = image::OptimizeSpec{};
  const Renditions made = renditions_of(jpeg_with_gain_map(), plan);
  ASSERT_TRUE(made.outcome.optimized);
  expect_nothing_of_the_map(made.output);
}

TEST(GainMap, IsGoneFromTheFileWithoutItsMetadata) {
  const FileBytes file = jpeg_with_gain_map();
  const FileBytes stripped = image::strip_metadata(file, image::probe(file, {}).value()).value();
  EXPECT_EQ(stripped, base_picture());
}

}  // namespace
}  // namespace pictor::test
