// Every kind of source in every format that is written: its size, nothing beside the pixels, and the pixels.

#include "unit/image/fidelity.h"

#include <gtest/gtest.h>

#include "image/decode/picture_source.h"

namespace pictor::test {
namespace {

using image::Orientation;
using image::Picture;

constexpr int kWidth = 96;
constexpr int kHeight = 64;
constexpr image::Limits kLimits{.inputs = kWritten};

struct Source {
  std::string name;
  FileBytes file;
  Orientation orientation = Orientation::kNormal;
  bool alpha = false;
  bool display_p3 = false;
};

std::ostream& operator<<(std::ostream& out, const Source& source) { return out << source.name; }

/// EXIF orientation, in the containers where it counts.
void add_turned(std::vector<Source>& sources, int orientation) {
  const auto turned = Orientation(orientation);
  const std::string suffix = "Turned" + std::to_string(orientation);
  sources.push_back({"Jpeg" + suffix,
                     make_jpeg({.width = kWidth, .height = kHeight, .quality = 98, .orientation = orientation}),
                     turned});
  sources.push_back(
      {"Png" + suffix, make_png({.width = kWidth, .height = kHeight, .orientation = orientation}), turned});
  sources.push_back({"Webp" + suffix,
                     make_webp({.width = kWidth, .height = kHeight, .lossless = true, .orientation = orientation}),
                     turned});
}

/// `irot` and `imir`, each of the eight ways.
void add_heif_turned(std::vector<Source>& sources, int turns, bool mirror) {
  constexpr std::array kTurned = {Orientation::kNormal, Orientation::kRotate270, Orientation::kRotate180,
                                  Orientation::kRotate90};
  constexpr std::array kMirrored = {Orientation::kFlipX, Orientation::kTransverse, Orientation::kFlipY,
                                    Orientation::kTranspose};
  const auto at = static_cast<std::size_t>(turns);
  const Orientation orientation = mirror ? kMirrored[at] : kTurned[at];
  const std::optional<bool> left_right = mirror ? std::optional(true) : std::nullopt;
  const std::string suffix = "Turned" + std::to_string(turns) + (mirror ? "Mirrored" : "");
  // An EXIF orientation beside them does not count.
  const FileBytes exif = exif_with_orientation(6);
  sources.push_back(
      {"Avif" + suffix,
       make_avif(
           {.width = kWidth, .height = kHeight, .quarter_turns = turns, .mirror_left_right = left_right, .exif = exif}),
       orientation});
  sources.push_back(
      {"Heic" + suffix,
       make_heic(
           {.width = kWidth, .height = kHeight, .quarter_turns = turns, .mirror_left_right = left_right, .exif = exif}),
       orientation});
}

void add_colours(std::vector<Source>& sources, const FileBytes& icc, bool p3) {
  const std::string suffix = p3 ? "DisplayP3" : "Srgb";
  constexpr int kW = kWidth;
  constexpr int kH = kHeight;
  constexpr auto kNormal = Orientation::kNormal;
  sources.push_back(
      {"Jpeg" + suffix, make_jpeg({.width = kW, .height = kH, .quality = 98, .icc = icc}), kNormal, false, p3});
  sources.push_back({"PngAlpha" + suffix,
                     make_png({.width = kW, .height = kH, .color = PngSample::Color::kRgbAlpha, .icc = icc}), kNormal,
                     true, p3});
  sources.push_back(
      {"PngDeep" + suffix, make_png({.width = kW, .height = kH, .depth = 16, .icc = icc}), kNormal, false, p3});
  sources.push_back({"WebpAlpha" + suffix,
                     make_webp({.width = kW, .height = kH, .lossless = true, .alpha = true, .icc = icc}), kNormal, true,
                     p3});
  sources.push_back({"AvifAlpha" + suffix,
                     make_avif({.width = kW, .height = kH, .alpha = true, .depth = 10, .icc = icc}), kNormal, true,
                     p3});
  sources.push_back({"HeicAlpha" + suffix,
                     make_heic({.width = kW, .height = kH, .alpha = true, .depth = 10, .icc = icc}), kNormal, true,
                     p3});
}

std::vector<Source> all_sources() {
  std::vector<Source> sources;
  for (int orientation = 1; orientation <= 8; ++orientation) add_turned(sources, orientation);
  for (int turns = 0; turns < 4; ++turns) {
    for (const bool mirror : {false, true}) add_heif_turned(sources, turns, mirror);
  }
  add_colours(sources, srgb_icc_profile(), false);
  add_colours(sources, display_p3_icc_profile(), true);
  return sources;
}

/// What a rendition in `format` should show of a source.
Picture expected_picture(const Source& source, Format format) {
  Picture picture = sample_picture(kWidth, kHeight, source.alpha);
  if (source.display_p3) picture = from_display_p3(std::move(picture));
  picture = image::orient(std::move(picture), source.orientation);
  return source.alpha && !can_hold_alpha(format) ? image::flattened_on_white(picture.view()) : std::move(picture);
}

/// Lowest score of a faithful rendition. The colours of the pattern are harder than any photograph's: GIF has 256 of
/// them, and all but PNG of the others halve the resolution of chroma.
double floor_of(Format format) { return format == Format::kGif ? 40 : 70; }

class Fidelity : public ::testing::TestWithParam<Source> {};

TEST_P(Fidelity, OfSizeMetadataAndPixelsIsKeptInEveryFormat) {
  const Source& source = GetParam();
  const Renditions made = renditions_of(source.file, plan_of_every_format());
  for (const image::RenditionOutcome& rendition : made.outcome.renditions) {
    SCOPED_TRACE(to_string(rendition.format));
    const Bytes file = made.file(rendition);
    const image::ProbeOutcome facts = image::probe(file, kLimits).value();
    const Picture expected = expected_picture(source, rendition.format);
    ASSERT_EQ(facts.facts.width, expected.width());
    ASSERT_EQ(facts.facts.height, expected.height());
    // A GIF has a transparent colour whether or not a pixel is of it.
    if (rendition.format != Format::kGif) {
      EXPECT_EQ(facts.facts.has_alpha, source.alpha && can_hold_alpha(rendition.format));
    }
    EXPECT_EQ(facts.orientation, Orientation::kNormal);
    EXPECT_FALSE(facts.has_icc);
    EXPECT_GE(score(expected.view(), decode(file).view()), floor_of(rendition.format));
  }
}

INSTANTIATE_TEST_SUITE_P(Sources, Fidelity, ::testing::ValuesIn(all_sources()),
                         [](const auto& test) { return test.param.name; });

/// Delays, plays and every frame of an animation.
struct Animation {
  std::string name;
  FileBytes file;
};

std::ostream& operator<<(std::ostream& out, const Animation& source) { return out << source.name; }

/// More would come out alike in the colours of the sample GIF.
constexpr int kFrames = 3;
constexpr int kDelayMs = 130;
constexpr int kPlays = 3;

struct PlayedFrame {
  Picture picture;
  std::int64_t milliseconds = 0;
};

std::vector<PlayedFrame> played(Bytes file) {
  const auto animation = image::open_animation(file, image::probe(file, kLimits).value()).value();
  std::vector<PlayedFrame> frames;
  for (int i = 0; i < animation->frames(); ++i) {
    const auto frame = animation->next_frame().value();
    Picture picture(animation->width(), animation->height(), 4);
    std::ranges::copy(frame.rgba, picture.pixels().begin());
    frames.push_back({std::move(picture), frame.duration.count()});
  }
  return frames;
}

class AnimationFidelity : public ::testing::TestWithParam<Animation> {
 protected:
  /// The source is the reference: a GIF of the pattern has lost most of its colours already.
  std::vector<PlayedFrame> source_ = played(GetParam().file);
  Renditions made_ = renditions_of(GetParam().file, plan_of_every_format());
};

TEST_P(AnimationFidelity, OfFramesDelaysAndLoopsIsKeptWhereTheFormatMoves) {
  for (const image::RenditionOutcome& rendition : made_.outcome.renditions) {
    if (!can_hold_animation(rendition.format)) continue;
    SCOPED_TRACE(to_string(rendition.format));
    const Bytes file = made_.file(rendition);
    EXPECT_EQ(image::probe(file, kLimits).value().loop_count, kPlays);
    const std::vector<PlayedFrame> frames = played(file);
    ASSERT_EQ(frames.size(), kFrames);
    for (std::size_t i = 0; i < kFrames; ++i) {
      EXPECT_EQ(frames[i].milliseconds, kDelayMs);
      EXPECT_GE(score(source_[i].picture.view(), frames[i].picture.view()), floor_of(rendition.format)) << i;
    }
  }
}

TEST_P(AnimationFidelity, OfItsFirstFrameIsKeptWhereTheFormatIsStill) {
  for (const image::RenditionOutcome& rendition : made_.outcome.renditions) {
    if (can_hold_animation(rendition.format)) continue;
    SCOPED_TRACE(to_string(rendition.format));
    const Bytes file = made_.file(rendition);
    EXPECT_EQ(image::probe(file, kLimits).value().facts.frames, 1);
    EXPECT_GE(score(source_[0].picture.view(), decode(file).view()), floor_of(rendition.format));
  }
}

INSTANTIATE_TEST_SUITE_P(Sources, AnimationFidelity,
                         ::testing::Values(Animation{"Gif", make_gif({.width = kWidth,
                                                                      .height = kHeight,
                                                                      .frames = kFrames,
                                                                      .delay_hundredths = kDelayMs / 10,
                                                                      .loop_count = kPlays - 1})},
                                           Animation{"Webp", make_webp({.width = kWidth,
                                                                        .height = kHeight,
                                                                        .lossless = true,
                                                                        .frames = kFrames,
                                                                        .delay_ms = kDelayMs,
                                                                        .loop_count = kPlays})}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace pictor::test
