// The numbers of a gain map, as XMP and as ISO 21496-1 spell them.

#include <gtest/gtest.h>

#include <limits>

#include "image/gain_map/iso_metadata.h"
#include "image/gain_map/xmp.h"
#include "support/sample_gain_map.h"

namespace pictor::image {
namespace {

using test::be32;
using test::FileBytes;
using test::gain_map_description;
using test::join;
using test::kGainMapAttributes;

constexpr GainMapChannel kChannel{.min = -0.5, .max = 2.25, .gamma = 0.8, .offset_sdr = 0.015, .offset_hdr = 0.025};
constexpr GainMapParameters kOneGain{
    .channels = {kChannel, kChannel, kChannel}, .capacity_min = 0.125, .capacity_max = 2.3};

GainMapParameters three_gains() {
  GainMapParameters parameters = kOneGain;
  parameters.channels[1] = {.min = -0.261365, .max = 1.277203, .gamma = 0.941095, .offset_sdr = -1, .offset_hdr = 0};
  parameters.channels[2].max = 63.5;
  return parameters;
}

std::optional<GainMapParameters> from_xmp(std::string_view attributes, std::string_view elements = {}) {
  return parse_gain_map_xmp(as_bytes(gain_map_description(attributes, elements)));
}

/// The attributes of the sample with one text exchanged for another.
std::optional<GainMapParameters> from_xmp_with(std::string_view text, std::string_view instead) {
  std::string attributes(kGainMapAttributes);
  attributes.replace(attributes.find(text), text.size(), instead);
  return from_xmp(attributes);
}

Bytes behind_name(const std::vector<std::uint8_t>& payload, std::string_view name) {
  EXPECT_TRUE(as_text(payload).starts_with(name));
  return Bytes(payload).subspan(name.size());
}

TEST(GainMapXmp, IsReadFromAttributes) { EXPECT_EQ(from_xmp(kGainMapAttributes), kOneGain); }

TEST(GainMapXmp, IsReadFromElementsAndLists) {
  const auto read = from_xmp(
      "hdrgm:Version='1.0' hdrgm:HDRCapacityMax='2.3'",
      "<hdrgm:GainMapMin> -0.5\n</hdrgm:GainMapMin>"
      "<hdrgm:GainMapMax><rdf:Seq><rdf:li>1</rdf:li> <rdf:li>2</rdf:li><rdf:li>3</rdf:li></rdf:Seq></hdrgm:GainMapMax>"
      "<hdrgm:Gamma><rdf:Seq><rdf:li>0.5</rdf:li></rdf:Seq></hdrgm:Gamma>");
  ASSERT_TRUE(read);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(read->channels[i], (GainMapChannel{.min = -0.5, .max = 1.0 + i, .gamma = 0.5})) << i;
  }
}

TEST(GainMapXmp, HasTheDefaultsOfTheSpecification) {
  const auto read = from_xmp("hdrgm:Version='1.0' hdrgm:GainMapMax='2' hdrgm:HDRCapacityMax='3'");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->channels[2], (GainMapChannel{.min = 0, .max = 2, .gamma = 1}));
  EXPECT_EQ(read->capacity_min, 0);
}

TEST(GainMapXmp, GoesByTheNamespaceAndNotByItsPrefix) {
  std::string renamed = gain_map_description(kGainMapAttributes);
  for (std::size_t at = 0; (at = renamed.find("hdrgm:")) != std::string::npos;) renamed.replace(at, 6, "gain:");
  renamed.replace(renamed.find("xmlns:hdrgm"), 11, "xmlns:gain");
  EXPECT_EQ(parse_gain_map_xmp(as_bytes(renamed)), kOneGain);
}

TEST(GainMapXmp, WithoutWhatItNeedsIsNone) {
  EXPECT_FALSE(from_xmp("hdrgm:Version='1.0'"));
  EXPECT_FALSE(from_xmp_with("hdrgm:Version='1.0'", ""));
  EXPECT_FALSE(from_xmp_with("hdrgm:Version='1.0'", "hdrgm:Version='2.0'"));
  EXPECT_FALSE(from_xmp_with("hdrgm:GainMapMax='2.25'", ""));
  EXPECT_FALSE(from_xmp_with("hdrgm:HDRCapacityMax='2.3'", ""));
  EXPECT_FALSE(parse_gain_map_xmp(as_bytes("<x:xmpmeta hdrgm:Version='1.0' hdrgm:GainMapMax='2.3'/>")));
}

TEST(GainMapXmp, OverAnHdrBaseIsNone) {
  EXPECT_FALSE(from_xmp_with("BaseRenditionIsHDR='False'", "BaseRenditionIsHDR='True'"));
}

TEST(GainMapXmp, OfNonsenseIsNone) {
  for (const char* value : {"nan", "inf", "1e999", "1e9", "2,25", "0x2", "2.25 stops", "-0.75", " ", "--1"}) {
    EXPECT_FALSE(from_xmp_with("GainMapMax='2.25'", std::string("GainMapMax='") + value + "'")) << value;
  }
  EXPECT_FALSE(from_xmp_with("Gamma='0.8'", "Gamma='0'"));
  EXPECT_FALSE(from_xmp_with("HDRCapacityMax='2.3'", "HDRCapacityMax='0.125'"));
  EXPECT_FALSE(from_xmp_with("HDRCapacityMin='0.125'", "HDRCapacityMin='-1'"));
  for (const char* list : {"", "<rdf:li>1</rdf:li><rdf:li>2</rdf:li>", "<rdf:li>1</rdf:li><rdf:li/><rdf:li>1</rdf:li>",
                           "<rdf:li>1</rdf:li><rdf:li>1</rdf:li><rdf:li>1</rdf:li><rdf:li>1</rdf:li>"}) {
    EXPECT_FALSE(from_xmp("hdrgm:Version='1.0' hdrgm:GainMapMax='2' hdrgm:HDRCapacityMax='3'",
                          std::string("<hdrgm:Gamma><rdf:Seq>") + list + "</rdf:Seq></hdrgm:Gamma>"))
        << list;
  }
}

TEST(GainMapXmp, DefinesNoEntities) {
  const std::string bomb = "<!DOCTYPE x [<!ENTITY two '2.25'>]>" + gain_map_description(kGainMapAttributes);
  std::string used = bomb;
  used.replace(used.find("GainMapMax='2.25'"), 17, "GainMapMax='&two;'");
  EXPECT_FALSE(parse_gain_map_xmp(as_bytes(used)));
}

TEST(GainMapXmp, CutAnywhereIsReadWithoutHarm) {
  const std::string whole = gain_map_description(kGainMapAttributes);
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    const FileBytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes));
    EXPECT_FALSE(parse_gain_map_xmp(part)) << bytes;
  }
}

TEST(GainMapXmp, ComesBackAsItWasWritten) {
  for (const GainMapParameters& parameters : {kOneGain, three_gains()}) {
    EXPECT_EQ(parse_gain_map_xmp(behind_name(gain_map_xmp(parameters), kXmp)), parameters);
  }
}

TEST(GainMapXmp, WritesNumbersWithoutExponents) {
  GainMapParameters parameters = kOneGain;
  parameters.channels.fill({.max = 1, .offset_sdr = -std::numeric_limits<double>::denorm_min(), .offset_hdr = 1e-7});
  const std::vector<std::uint8_t> written = gain_map_xmp(parameters);
  EXPECT_NE(as_text(written).find("OffsetHDR=\"0.0000001\""), std::string_view::npos);
  EXPECT_EQ(parse_gain_map_xmp(behind_name(written, kXmp)), parameters);
}

TEST(GainMapXmp, OfTheBaseIsNoGainMap) {
  const std::vector<std::uint8_t> written = gain_map_directory_xmp(1234);
  EXPECT_FALSE(parse_gain_map_xmp(behind_name(written, kXmp)));
  EXPECT_NE(as_text(written).find("Item:Length=\"1234\""), std::string_view::npos);
}

/// Two 16-bit versions, the flags, and numbers of 32 bits.
FileBytes iso(std::uint8_t flags, std::initializer_list<std::uint32_t> numbers, std::uint8_t version = 0) {
  FileBytes out = {0, version, 0, 0, flags};
  for (const std::uint32_t number : numbers) out = join({out, be32(number)});
  return out;
}

constexpr std::uint32_t negative(std::uint32_t value) { return 0U - value; }

TEST(GainMapIso, IsReadWithOneChannel) {
  const auto read = parse_iso_gain_map(iso(0x40, {1, 8, 23, 10, negative(1), 2, 9, 4, 4, 5, 3, 200, 1, 40}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->parameters, kOneGain);
  EXPECT_TRUE(read->in_base_colours);
}

TEST(GainMapIso, IsReadWithThreeChannels) {
  const auto read = parse_iso_gain_map(iso(0x80, {0, 1, 3, 1,                                //
                                                  0, 1, 1, 1, 1, 1, 1, 64, 1,           64,  //
                                                  0, 1, 2, 1, 1, 2, 1, 64, 1,           64,  //
                                                  0, 1, 3, 1, 1, 4, 1, 64, negative(1), 64}));
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->in_base_colours);
  EXPECT_EQ(read->parameters.channels[1], (GainMapChannel{.min = 0, .max = 2, .gamma = 0.5}));
  EXPECT_EQ(read->parameters.channels[2], (GainMapChannel{.min = 0, .max = 3, .gamma = 0.25, .offset_hdr = -1 / 64.0}));
}

TEST(GainMapIso, IsReadWithTheOneDenominatorOfTheDrafts) {
  const auto read = parse_iso_gain_map(iso(0x48, {1000, 125, 2300, negative(500), 2250, 800, 15, 25}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->parameters, kOneGain);
}

TEST(GainMapIso, OfNonsenseIsNone) {
  EXPECT_TRUE(parse_iso_gain_map(iso(0x40, {0, 1, 3, 1, 0, 1, 1, 1, 1, 1, 1, 64, 1, 64})));
  EXPECT_FALSE(parse_iso_gain_map(iso(0x40, {0, 1, 3, 1, 0, 1, 1, 1, 1, 1, 1, 64, 1, 64}, 1))) << "a later version";
  EXPECT_FALSE(parse_iso_gain_map(iso(0x44, {0, 1, 3, 1, 0, 1, 1, 1, 1, 1, 1, 64, 1, 64}))) << "the base is HDR";
  EXPECT_FALSE(parse_iso_gain_map(iso(0x40, {3, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 64, 1, 64}))) << "the base is HDR";
  EXPECT_FALSE(parse_iso_gain_map(iso(0x40, {0, 1, 3, 1, 2, 1, 1, 1, 1, 1, 1, 64, 1, 64}))) << "max below min";
  EXPECT_FALSE(parse_iso_gain_map(iso(0x40, {0, 1, 3, 1, 0, 1, 1, 1, 0, 1, 1, 64, 1, 64}))) << "no gamma";
  EXPECT_FALSE(parse_iso_gain_map(iso(0x48, {0, 0, 3, 0, 1, 1, 1, 1}))) << "no denominator";
  for (std::size_t zero = 1; zero < 14; zero += 2) {
    std::vector<std::uint32_t> numbers = {0, 1, 3, 1, 0, 1, 1, 1, 1, 1, 1, 64, 1, 64};
    numbers[zero] = 0;
    FileBytes metadata = iso(0x40, {});
    for (const std::uint32_t number : numbers) metadata = join({metadata, be32(number)});
    EXPECT_FALSE(parse_iso_gain_map(metadata)) << "denominator " << zero / 2;
  }
}

TEST(GainMapIso, CutAnywhereIsNone) {
  const std::vector<std::uint8_t> written = iso_gain_map(three_gains());
  const Bytes whole = behind_name(written, kIsoGainMap);
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    const FileBytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes));
    EXPECT_FALSE(parse_iso_gain_map(part)) << bytes;
  }
}

TEST(GainMapIso, ComesBackAsItWasWritten) {
  for (const GainMapParameters& parameters : {kOneGain, three_gains()}) {
    const auto read = parse_iso_gain_map(behind_name(iso_gain_map(parameters), kIsoGainMap));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->parameters, parameters);
    EXPECT_TRUE(read->in_base_colours);
  }
}

}  // namespace
}  // namespace pictor::image
