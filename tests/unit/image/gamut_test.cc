// Colours beyond sRGB: kept as Display P3 where a rendition asks for it.
#include "image/color/gamut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "image/encode/encode.h"
#include "image/optimize/encode_to_floor.h"
#include "image/render.h"
#include "support/sample_files.h"
#include "unit/image/test_pictures.h"

namespace pictor::image {
namespace {

using test::draw;
using test::FileBytes;

constexpr Color kVivid{230, 60, 40};  ///< of Display P3: a red that sRGB does not have

Picture filled(const Color& color, Gamut gamut, int channels = 3) {
  const std::array levels = {color.red, color.green, color.blue, color.alpha};
  Picture picture = draw(40, 30, channels, [&](int, int, int c) { return levels[static_cast<std::size_t>(c)]; });
  picture.set_gamut(gamut);
  return picture;
}

Color middle(const Picture& picture) {
  const PictureView view = picture.view();
  const std::uint8_t* pixel = view.row(view.height / 2) + std::ptrdiff_t{view.width / 2} * view.channels;
  return {pixel[0], pixel[1], pixel[2], view.channels == 4 ? pixel[3] : std::uint8_t{255}};
}

int distance(const Color& a, const Color& b) {
  return std::max({std::abs(a.red - b.red), std::abs(a.green - b.green), std::abs(a.blue - b.blue)});
}

FileBytes file_of(const Picture& picture, Format format, int quality = 95) {
  return encode_picture(picture.view(), format, {.quality = quality}).value();
}

struct Made {
  RenderOutcome outcome;
  FileBytes output;
  FileBytes file(std::size_t i) const {
    const Bytes bytes = Bytes(output).subspan(outcome.renditions[i].offset, outcome.renditions[i].bytes);
    return {bytes.begin(), bytes.end()};
  }
};

Made rendered(Bytes file, const Plan& plan, Bytes watermark = {}) {
  Made made;
  const OutputSink sink = [&](Bytes bytes) {
    made.output.insert(made.output.end(), bytes.begin(), bytes.end());
    return Result<void>{};
  };
  made.outcome = render(file, plan, sink, [](double) {}, watermark).value();
  return made;
}

RenditionSpec spec_of(Format format, Gamut gamut) {
  RenditionSpec spec{.format = format, .quality = 95};
  spec.operations.gamut = gamut;
  return spec;
}

TEST(Gamut, TellsProfilesThatExceedSrgb) {
  EXPECT_TRUE(exceeds_srgb(*IccProfile::parse(test::display_p3_icc_profile())));
  EXPECT_TRUE(exceeds_srgb(*IccProfile::parse(display_p3_icc())));
  const Chromaticities adobe_rgb{.green_x = 0.21, .green_y = 0.71};
  EXPECT_TRUE(exceeds_srgb(*IccProfile::from_primaries(adobe_rgb, 2.2)));
  EXPECT_FALSE(exceeds_srgb(*IccProfile::parse(test::srgb_icc_profile())));
  EXPECT_FALSE(exceeds_srgb(*IccProfile::from_primaries({}, 1.8))) << "another curve is no other gamut";
}

TEST(Gamut, ConvertsByThePrimariesAndNotTheCurve) {
  // sRGB's red and green in CSS Color 4's display-p3: 0.9175 0.2003 0.1386 and 0.4584 0.9853 0.2983.
  EXPECT_LE(distance(in_gamut(Color{255, 0, 0}, Gamut::kDisplayP3), {234, 51, 35}), 1);
  EXPECT_LE(distance(in_gamut(Color{0, 255, 0}, Gamut::kDisplayP3), {117, 251, 76}), 1);
  for (const int level : {0, 1, 17, 128, 254, 255}) {
    const auto grey = static_cast<std::uint8_t>(level);
    EXPECT_LE(distance(in_gamut(Color{grey, grey, grey}, Gamut::kDisplayP3), {grey, grey, grey}), 1);
  }
  EXPECT_EQ(in_gamut(Color{10, 20, 30, 40}, Gamut::kDisplayP3).alpha, 40);
}

TEST(Gamut, ConvertsThereAndBack) {
  const Picture scene = test::draw_scene(64, 48, 4);
  const Picture back = in_gamut(in_gamut(scene.view(), Gamut::kDisplayP3).view(), Gamut::kSrgb);
  EXPECT_LE(test::distance(scene.view(), back.view()), 1);
}

TEST(Gamut, WritesAProfileThatIsTheSameEachTime) {
  const Bytes profile = display_p3_icc();
  EXPECT_LT(profile.size(), 700u);
  EXPECT_EQ(profile[24], 2026 >> 8) << "the time of making is none";
  EXPECT_EQ(profile[25], 2026 & 255);
}

class SaidBy : public testing::TestWithParam<Format> {};

TEST_P(SaidBy, TheFileOfAPicture) {
  for (const int channels : {3, 4}) {
    const FileBytes file =
        file_of(filled({kVivid.red, kVivid.green, kVivid.blue, 128}, Gamut::kDisplayP3, channels), GetParam(), 90);
    if (channels == 4 && GetParam() == Format::kJpeg) continue;  // on white
    EXPECT_LE(distance(middle(decode_file(file, Gamut::kDisplayP3).value()), kVivid), 4);
    const Color in_srgb = middle(in_gamut(filled(kVivid, Gamut::kDisplayP3).view(), Gamut::kSrgb));
    EXPECT_LE(distance(middle(decode_file(file).value()), in_srgb), 4);
    EXPECT_GT(distance(in_srgb, kVivid), 15);
  }
}

TEST_P(SaidBy, NothingWhereItIsSrgb) {
  const FileBytes plain = file_of(filled(kVivid, Gamut::kSrgb), GetParam());
  const FileBytes wide = file_of(filled(kVivid, Gamut::kDisplayP3), GetParam());
  EXPECT_NE(plain, wide);
  EXPECT_LE(distance(middle(decode_file(plain, Gamut::kDisplayP3).value()), kVivid), 4);
}

INSTANTIATE_TEST_SUITE_P(Formats, SaidBy,
                         testing::Values(Format::kJpeg, Format::kPng, Format::kWebp, Format::kAvif, Format::kJxl),
                         [](const auto& info) { return std::string(to_string(info.param)); });

TEST(Gamut, IsNotSaidOfGrey) {
  for (const Format format : {Format::kJpeg, Format::kPng}) {
    EXPECT_EQ(file_of(filled({90, 90, 90}, Gamut::kDisplayP3), format),
              file_of(filled({90, 90, 90}, Gamut::kSrgb), format));
  }
}

TEST(Gamut, SearchesForQualityInItsOwnColours) {
  Picture scene = test::draw_scene(96, 96);
  for (const Format format : {Format::kJpeg, Format::kWebp, Format::kAvif}) {
    scene.set_gamut(Gamut::kSrgb);
    const FlooredPicture plain = encode_to_floor(scene.view(), {.format = format, .floor = 75}).value();
    scene.set_gamut(Gamut::kDisplayP3);
    const FlooredPicture wide = encode_to_floor(scene.view(), {.format = format, .floor = 75}).value();
    EXPECT_EQ(plain.quality, wide.quality) << to_string(format);
    EXPECT_NEAR(plain.score, wide.score, 0.01) << to_string(format);
  }
}

class KeptFrom : public testing::TestWithParam<Format> {};

TEST_P(KeptFrom, SourcesThatHaveIt) {
  const FileBytes source = file_of(filled(kVivid, Gamut::kDisplayP3), GetParam());
  const Made made =
      rendered(source, {.renditions = {spec_of(Format::kPng, Gamut::kDisplayP3), spec_of(Format::kPng, Gamut::kSrgb),
                                       spec_of(Format::kGif, Gamut::kDisplayP3)}});
  EXPECT_LE(distance(middle(decode_file(made.file(0), Gamut::kDisplayP3).value()), kVivid), 4);
  const Color in_srgb = middle(in_gamut(filled(kVivid, Gamut::kDisplayP3).view(), Gamut::kSrgb));
  for (const std::size_t i : {1u, 2u}) {
    EXPECT_LE(distance(middle(decode_file(made.file(i), Gamut::kDisplayP3).value()), in_srgb), 5) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, KeptFrom, testing::Values(Format::kJpeg, Format::kPng, Format::kWebp, Format::kAvif),
                         [](const auto& info) { return std::string(to_string(info.param)); });

TEST(Gamut, ChangesNothingOfSourcesInSrgb) {
  const FileBytes source = test::make_jpeg({.quality = 98});
  const Made made = rendered(
      source, {.renditions = {spec_of(Format::kJpeg, Gamut::kDisplayP3), spec_of(Format::kJpeg, Gamut::kSrgb)}});
  EXPECT_EQ(made.file(0), made.file(1));
}

TEST(Gamut, ConvertsWhatIsAddedToThePicture) {
  const FileBytes source = file_of(filled(kVivid, Gamut::kDisplayP3), Format::kPng);
  const Color red{255, 0, 0};
  const FileBytes mark = file_of(filled(red, Gamut::kSrgb), Format::kPng);
  RenditionSpec spec = spec_of(Format::kPng, Gamut::kDisplayP3);
  spec.operations.pad = {.top = 5, .right = 5, .bottom = 5, .left = 5};
  spec.operations.background = red;
  spec.operations.watermark = {.version = 1, .gravity = Gravity::kCenter, .scale = 0.5};
  const Picture shown = decode_file(rendered(source, {.renditions = {spec}}, mark).file(0), Gamut::kDisplayP3).value();
  EXPECT_LE(distance(middle(shown), {234, 51, 35}), 1) << "the watermark";
  const std::uint8_t* corner = shown.view().row(0);
  EXPECT_LE(distance({corner[0], corner[1], corner[2]}, {234, 51, 35}), 1) << "the padding";
}

TEST(Gamut, LeavesThePlaceholderAndTheOptimizedVersionInSrgb) {
  const FileBytes source =
      test::make_jpeg({.width = 320, .height = 240, .quality = 98, .icc = test::display_p3_icc_profile()});
  Plan plan{.renditions = {spec_of(Format::kWebp, Gamut::kSrgb)}, .optimize = OptimizeSpec{}, .placeholder = true};
  const Made plain = rendered(source, plan);
  plan.renditions = {spec_of(Format::kWebp, Gamut::kDisplayP3)};
  const Made wide = rendered(source, plan);
  EXPECT_EQ(plain.outcome.placeholder->color, wide.outcome.placeholder->color);
  const auto optimized = [](const Made& made) {
    const RenditionOutcome& where = made.outcome.optimized->rendition;
    return decode_file(Bytes(made.output).subspan(where.offset, where.bytes)).value();
  };
  EXPECT_LE(test::distance(optimized(plain).view(), optimized(wide).view()), 2.5);
}

}  // namespace
}  // namespace pictor::image
