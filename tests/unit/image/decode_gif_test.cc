// GIFs built by hand, because encoders hide what these are about: areas, disposal and codes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/image/decode_attempt.h"

namespace pictor::test {
namespace {

using ::testing::ElementsAre;

/// Of the palette: clear is what index 3 becomes where it is marked as transparent.
constexpr std::uint8_t kRed = 0;
constexpr std::uint8_t kGreen = 1;
constexpr std::uint8_t kBlue = 2;
constexpr std::uint8_t kClear = 3;

enum Disposal : std::uint8_t { kUnspecified, kKeep, kBackground, kPrevious };

struct GifPart {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  FileBytes indices;
  Disposal disposal = kUnspecified;
  bool interlaced = false;
  int delay_hundredths = 0;
};

/// Codes of two indices between clear codes, so that they stay three bits wide.
FileBytes lzw(const FileBytes& indices) {
  constexpr unsigned kClearCode = 4;
  constexpr unsigned kEndCode = 5;
  FileBytes out;
  unsigned held = 0;
  int bits = 0;
  const auto put = [&](unsigned code) {
    held |= code << bits;
    for (bits += 3; bits >= 8; bits -= 8, held >>= 8) out.push_back(static_cast<std::uint8_t>(held));
  };
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (i % 2 == 0) put(kClearCode);
    put(indices[i]);
  }
  put(kEndCode);
  out.push_back(static_cast<std::uint8_t>(held));
  return out;
}

FileBytes in_sub_blocks(const FileBytes& data) {
  const FileBytes head = {2, static_cast<std::uint8_t>(data.size())};  // code size, then one sub-block
  return join({head, data, FileBytes{0}});
}

FileBytes gif_part(const GifPart& part) {
  const auto flags = static_cast<std::uint8_t>(part.disposal << 2 | 1);
  const FileBytes control = join(
      {FileBytes{0x21, 0xF9, 4, flags}, le16(static_cast<std::uint32_t>(part.delay_hundredths)), FileBytes{kClear, 0}});
  const FileBytes descriptor =
      join({FileBytes{0x2C}, le16(part.left), le16(part.top), le16(part.width), le16(part.height),
            FileBytes{static_cast<std::uint8_t>(part.interlaced ? 0x40 : 0)}});
  return join({control, descriptor, in_sub_blocks(lzw(part.indices))});
}

FileBytes gif(std::uint32_t width, std::uint32_t height, std::initializer_list<GifPart> parts) {
  const FileBytes palette = {255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9};
  FileBytes file = join({as_bytes("GIF89a"), le16(width), le16(height), FileBytes{0x81, 0, 0}, palette});
  for (const GifPart& part : parts) file = join({file, gif_part(part)});
  return join({file, FileBytes{0x3B}});
}

/// A canvas as a word: a letter a pixel, '.' where it is transparent.
std::string as_word(Bytes rgba) {
  std::string word;
  for (std::size_t i = 0; i < rgba.size(); i += 4) {
    if (rgba[i + 3] == 0) {
      word += '.';
    } else {
      word += rgba[i] == 255 ? 'r' : rgba[i + 1] == 255 ? 'g' : rgba[i + 2] == 255 ? 'b' : '?';
    }
  }
  return word;
}

std::vector<std::string> shown_frames(const FileBytes& file) {
  const auto animation = image::open_animation(file, image::probe(file, {}).value()).value();
  std::vector<std::string> words;
  for (int i = 0; i < animation->frames(); ++i) words.push_back(as_word(animation->next_frame().value().rgba));
  return words;
}

constexpr Disposal kAll[] = {kUnspecified, kKeep, kBackground, kPrevious};

/// A full red frame, a green one of two pixels with this disposal, then a blue one of one pixel.
FileBytes three_frames(Disposal second) {
  return gif(4, 1,
             {{.width = 4, .height = 1, .indices = {kRed, kRed, kRed, kRed}, .disposal = kKeep},
              {.left = 1, .width = 2, .height = 1, .indices = {kGreen, kGreen}, .disposal = second},
              {.left = 3, .width = 1, .height = 1, .indices = {kBlue}}});
}

TEST(DecodeGif, LeavesAFrameWhereNothingElseIsAsked) {
  EXPECT_THAT(shown_frames(three_frames(kUnspecified)), ElementsAre("rrrr", "rggr", "rggb"));
  EXPECT_THAT(shown_frames(three_frames(kKeep)), ElementsAre("rrrr", "rggr", "rggb"));
}

TEST(DecodeGif, ClearsAFrameToTransparent) {
  EXPECT_THAT(shown_frames(three_frames(kBackground)), ElementsAre("rrrr", "rggr", "r..b"));
}

TEST(DecodeGif, TakesAFrameBack) {
  EXPECT_THAT(shown_frames(three_frames(kPrevious)), ElementsAre("rrrr", "rggr", "rrrb"));
}

TEST(DecodeGif, TakesTheFirstFrameBackToAnEmptyCanvas) {
  EXPECT_THAT(shown_frames(gif(2, 1,
                               {{.width = 2, .height = 1, .indices = {kRed, kRed}, .disposal = kPrevious},
                                {.width = 1, .height = 1, .indices = {kBlue}}})),
              ElementsAre("rr", "b."));
}

TEST(DecodeGif, LooksThroughTransparentPixels) {
  EXPECT_THAT(shown_frames(gif(3, 1,
                               {{.width = 3, .height = 1, .indices = {kRed, kClear, kRed}},
                                {.width = 3, .height = 1, .indices = {kClear, kClear, kBlue}}})),
              ElementsAre("r.r", "r.b"));
}

TEST(DecodeGif, CutsFramesAtTheEdgesOfTheScreen) {
  for (const Disposal disposal : kAll) {
    const GifPart beyond = {
        .left = 1, .top = 1, .width = 3, .height = 3, .indices = FileBytes(9, kBlue), .disposal = disposal};
    const GifPart far_out = {
        .left = 7, .top = 0, .width = 2, .height = 1, .indices = {kGreen, kGreen}, .disposal = disposal};
    const auto frames =
        shown_frames(gif(2, 2, {{.width = 2, .height = 2, .indices = FileBytes(4, kRed)}, beyond, far_out}));
    EXPECT_EQ(frames[1], "rrrb");
    EXPECT_EQ(frames[2], disposal == kBackground ? "rrr." : disposal == kPrevious ? "rrrr" : "rrrb");
  }
}

TEST(DecodeGif, PutsInterlacedRowsInOrder) {
  // Rows 0, 8, 4, 2, 6, 1, 3, 5, 7 of nine, as they are stored.
  const FileBytes stored = {kRed, kRed, kGreen, kBlue, kBlue, kClear, kClear, kClear, kClear};
  EXPECT_THAT(shown_frames(gif(1, 9, {{.width = 1, .height = 9, .indices = stored, .interlaced = true}})),
              ElementsAre("r.b.g.b.r"));
}

TEST(DecodeGif, KeepsDelaysAsTheFileSays) {
  const GifPart red = {.width = 1, .height = 1, .indices = {kRed}, .delay_hundredths = 0};
  GifPart slow = red;
  slow.delay_hundredths = 65535;
  const FileBytes file = gif(1, 1, {red, slow});
  const auto animation = image::open_animation(file, *image::probe(file, {})).value();
  EXPECT_EQ(animation->next_frame()->duration.count(), 0);
  EXPECT_EQ(animation->next_frame()->duration.count(), 655'350);
}

TEST(DecodeGif, GivesAnOpaqueFirstFrameAsRgb) {
  auto opaque = attempt_decode(gif(1, 1, {{.width = 1, .height = 1, .indices = {kGreen}}})).value();
  EXPECT_THAT(pixel(opaque, 0, 0), ElementsAre(0, 255, 0));
  auto open = attempt_decode(gif(2, 1, {{.width = 1, .height = 1, .indices = {kGreen}}})).value();
  EXPECT_THAT(pixel(open, 0, 0), ElementsAre(0, 255, 0, 255));
  EXPECT_EQ(pixel(open, 1, 0)[3], 0);
}

TEST(DecodeGif, ReadsWhatAnEncoderWrites) {
  const FileBytes file = make_gif({.frames = 3, .loop_count = 7});
  const auto animation = image::open_animation(file, *image::probe(file, {})).value();
  EXPECT_EQ(animation->loop_count(), image::probe(file, {})->loop_count);
  for (int frame = 0; frame < 3; ++frame) {
    const Bytes rgba = animation->next_frame().value().rgba;
    const FileBytes pattern = sample_pixels(64, 48, frame);
    for (std::size_t i = 0; i < rgba.size(); ++i) ASSERT_NEAR(rgba[i], pattern[i], 26) << frame;  // half a palette step
  }
}

TEST(DecodeGif, RefusesTooFewPixels) {
  const GifPart short_part = {.width = 2, .height = 2, .indices = {kRed, kRed, kRed}};
  const FileBytes file = gif(2, 2, {short_part});
  EXPECT_EQ(decode_refusal(file, *image::probe(file, {})), ErrorCode::kCorruptImage);
}

TEST(DecodeGif, RefusesAFileThatEndsEarly) {
  const FileBytes file = three_frames(kKeep);
  const image::ProbeOutcome probed = *image::probe(file, {});
  const auto animation = image::open_animation(Bytes(file).first(file.size() - 8), probed).value();
  EXPECT_TRUE(animation->next_frame());
  EXPECT_TRUE(animation->next_frame());
  EXPECT_EQ(animation->next_frame().error().code, ErrorCode::kCorruptImage);
}

TEST(DecodeGif, RefusesAFrameWithoutAPalette) {
  const FileBytes file = join({as_bytes("GIF89a"), le16(1), le16(1), FileBytes{0, 0, 0},
                               gif_part({.width = 1, .height = 1, .indices = {kRed}}), FileBytes{0x3B}});
  EXPECT_EQ(decode_refusal(file, *image::probe(file, {})), ErrorCode::kCorruptImage);
}

}  // namespace
}  // namespace pictor::test
