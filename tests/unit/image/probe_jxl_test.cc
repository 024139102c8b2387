#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/sample_files.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

const image::Limits kOn{.inputs = FormatSet::of(Format::kJxl)};

image::ProbeOutcome probed_jxl(const FileBytes& file) { return probed(file, kOn); }

/// The boxes of a container, whose first two are its signature and type.
FileBytes in_boxes(const FileBytes& boxes) {
  using namespace std::string_view_literals;
  return join({bmff_box("JXL ", as_bytes("\r\n\x87\n")), bmff_box("ftyp", as_bytes("jxl \0\0\0\0jxl "sv)), boxes});
}

TEST(ProbeJxl, IsOffByDefault) { EXPECT_EQ(refusal_code(make_jxl()), ErrorCode::kUnsupportedType); }

TEST(ProbeJxl, TellsSizeAndKind) {
  for (const auto& [width, height] : {std::pair(64, 48), {1, 1}, {300, 7}, {256, 256}, {1000, 750}}) {
    const image::ProbeOutcome outcome = probed_jxl(make_jxl({.width = width, .height = height}));
    EXPECT_EQ(outcome.facts, (ImageFacts{.format = Format::kJxl, .width = width, .height = height}));
    EXPECT_EQ(outcome.bit_depth, 8);
    EXPECT_FALSE(outcome.has_icc);
  }
}

TEST(ProbeJxl, TellsDepthAlphaAndProfile) {
  const image::ProbeOutcome outcome =
      probed_jxl(make_jxl({.alpha = true, .depth = 16, .icc = display_p3_icc_profile()}));
  EXPECT_TRUE(outcome.facts.has_alpha);
  EXPECT_EQ(outcome.bit_depth, 16);
  EXPECT_TRUE(outcome.has_icc);
}

TEST(ProbeJxl, TellsTheSizeAsShown) {
  const image::ProbeOutcome outcome = probed_jxl(make_jxl({.width = 20, .height = 10, .orientation = 6}));
  EXPECT_EQ(outcome.facts.width, 10);
  EXPECT_EQ(outcome.facts.height, 20);
  EXPECT_EQ(outcome.orientation, image::Orientation::kNormal);
}

TEST(ProbeJxl, FindsTheCodestreamInAContainer) {
  const FileBytes bare = make_jxl({.width = 20, .height = 10});
  const auto half = static_cast<std::ptrdiff_t>(bare.size() / 2);
  const FileBytes first(bare.begin(), bare.begin() + half);
  const FileBytes second(bare.begin() + half, bare.end());
  for (const FileBytes& file : {make_jxl({.width = 20, .height = 10, .container = true}),
                                in_boxes(join({bmff_box("jxlp", join({be32(0), first})),
                                               bmff_box("jxlp", join({be32(0x80000001), second}))}))}) {
    EXPECT_EQ(probed_jxl(file).facts.width, 20);
  }
}

TEST(ProbeJxl, RefusesPartsOutOfOrder) {
  const FileBytes bare = make_jxl();
  for (const FileBytes& boxes :
       {bmff_box("jxlp", join({be32(0x80000001), bare})), bmff_box("jxlp", join({be32(0), bare})),
        join({bmff_box("jxlc", bare), bmff_box("jxlc", bare)}), bmff_box("jxlp", be16(0)), bmff_box("Exif", bare)}) {
    EXPECT_EQ(refusal_code(in_boxes(boxes), kOn), ErrorCode::kCorruptImage);
  }
}

TEST(ProbeJxl, RefusesAContainerThatIsCutShort) {
  const FileBytes file = make_jxl({.container = true});
  EXPECT_EQ(refusal_code(Bytes(file).first(file.size() - 1), kOn), ErrorCode::kCorruptImage);
}

TEST(ProbeJxl, RefusesMetadataBeyondTheLimit) {
  const FileBytes file = make_jxl({.container = true, .exif = FileBytes(1000)});
  const image::Limits strict{.max_metadata_bytes = 500, .inputs = kOn.inputs};
  EXPECT_EQ(refusal_code(file, strict), ErrorCode::kUnprocessable);
}

TEST(ProbeJxl, CountsAProfileAsMetadata) {
  const FileBytes icc = display_p3_icc_profile();
  const image::Limits strict{.max_metadata_bytes = 100, .inputs = kOn.inputs};
  for (const JxlSample& sample : {JxlSample{.icc = icc}, JxlSample{.orientation = 3, .icc = icc},
                                  JxlSample{.alpha = true, .frames = 2, .icc = icc}}) {
    const std::optional<Error> error = refusal(make_jxl(sample), strict);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode::kUnprocessable);
    // libjxl writes it about as long as it is: what can be foretold of it is left out.
    EXPECT_NEAR(static_cast<double>(error->actual.value_or(0)), static_cast<double>(icc.size()),
                0.5 * static_cast<double>(icc.size()));
  }
}

/// A codestream's header alone, 8 bits: what comes first in its bits is lowest in its bytes (ISO/IEC 18181-1 section
/// B.2, annexes A and E.2).
FileBytes jxl_header(std::uint32_t width, std::uint32_t height, bool alpha) {
  FileBytes bits;
  const auto put = [&bits](std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) bits.push_back(static_cast<std::uint8_t>(value >> i & 1U));
  };
  constexpr std::uint32_t kThirtyBits = 3;
  put(0, 1);  // not in eighths
  put(kThirtyBits, 2);
  put(height - 1, 30);
  put(0, 3);  // no ratio
  put(kThirtyBits, 2);
  put(width - 1, 30);
  put(alpha ? 0 : 1, 1);  // everything else is the default
  if (alpha) {
    put(0, 1 + 3);  // no extra fields; integers of 8 bits
    put(1, 1);
    put(1, 2);  // one extra channel,
    put(1, 1);  // which is alpha
    put(0b10, 2);
  }
  bits.resize((bits.size() + 7) / 8 * 8);
  FileBytes file = {0xFF, 0x0A};
  for (std::size_t i = 0; i < bits.size(); i += 8) {
    std::uint8_t byte = 0;
    for (std::size_t bit = 0; bit < 8; ++bit) byte = static_cast<std::uint8_t>(byte | bits[i + bit] << bit);
    file.push_back(byte);
  }
  return file;
}

TEST(ProbeJxl, RefusesTooManyPixelsByTheHeaderAlone) {
  EXPECT_EQ(refusal_code(jxl_header(1 << 30, 1 << 30, false), kOn), ErrorCode::kTooManyPixels);
  EXPECT_EQ(refusal_code(jxl_header(101, 100, false), {.max_pixels = 10'099, .inputs = kOn.inputs}),
            ErrorCode::kTooManyPixels);
}

TEST(ProbeJxl, RefusesMoreSamplesThanAProcessHolds) {
  EXPECT_EQ(refusal_code(jxl_header(7000, 6000, false), kOn), std::nullopt);
  EXPECT_EQ(refusal_code(jxl_header(7000, 6000, true), kOn), ErrorCode::kTooManyPixels);
}

TEST(ProbeJxl, SurvivesEveryDamagedByteOfTheHeader) {
  const FileBytes file = make_jxl({.alpha = true, .depth = 16, .orientation = 5, .frames = 2});
  for (std::size_t at = 0; at < std::min<std::size_t>(file.size(), 40); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      FileBytes damaged = file;
      damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ 1 << bit);
      const auto code = refusal_code(damaged, kOn);
      EXPECT_TRUE(!code || *code == ErrorCode::kCorruptImage || *code == ErrorCode::kTooManyPixels ||
                  *code == ErrorCode::kUnsupportedType)
          << at;
    }
  }
}

}  // namespace
}  // namespace pictor::test
