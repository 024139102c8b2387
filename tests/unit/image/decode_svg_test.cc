// What librsvg makes of an SVG, by the colours of shapes of which they are known.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "unit/image/decode_attempt.h"

namespace pictor::test {
namespace {

using ::testing::ElementsAre;

const image::Limits kOn{.inputs = FormatSet::of(Format::kSvg)};

std::string svg(std::string_view attributes, std::string_view content) {
  return "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' " +
         std::string(attributes) + ">" + std::string(content) + "</svg>";
}

Result<image::Picture> attempt(std::string_view text, image::DecodeTarget target = {}) {
  return attempt_decode(as_bytes(text), TRY(image::probe(as_bytes(text), kOn)), target);
}

image::Picture drawn(std::string_view attributes, std::string_view content, image::DecodeTarget target = {}) {
  return attempt(svg(attributes, content), target).value();
}

/// Whether any pixel is not clear.
bool shows_something(image::Picture& picture) {
  if (picture.channels() == 3) return true;
  const std::span<const std::uint8_t> samples = picture.pixels();
  for (std::size_t i = 3; i < samples.size(); i += 4)
    if (samples[i] > 0) return true;
  return false;
}

constexpr std::string_view kEightSquare = "width='8' height='8'";

TEST(DecodeSvg, DrawsShapesOnNothing) {
  image::Picture picture = drawn("width='10' height='6'", "<rect width='5' height='6' fill='#102030'/>");
  ASSERT_EQ(picture.channels(), 4);
  EXPECT_THAT(pixel(picture, 2, 3), ElementsAre(16, 32, 48, 255));
  EXPECT_THAT(pixel(picture, 8, 3), ElementsAre(0, 0, 0, 0));
}

TEST(DecodeSvg, DividesAlphaOut) {
  image::Picture picture = drawn(kEightSquare, "<rect width='8' height='8' fill='#ff8000' fill-opacity='0.5'/>");
  EXPECT_THAT(pixel(picture, 4, 4), ElementsAre(255, ::testing::AllOf(::testing::Ge(127), ::testing::Le(129)), 0,
                                                ::testing::AllOf(::testing::Ge(127), ::testing::Le(128))));
}

TEST(DecodeSvg, HasNoAlphaWhereAllIsCovered) {
  image::Picture picture = drawn("width='7.3' height='5.2'", "<rect width='100%' height='100%' fill='#fff'/>");
  EXPECT_EQ(picture.width(), 8);
  EXPECT_EQ(picture.height(), 6);
  EXPECT_EQ(picture.channels(), 3);
}

TEST(DecodeSvg, FillsTheSizeThatTheViewBoxGives) {
  image::Picture picture =
      drawn("viewBox='100 100 20 10'", "<rect x='110' y='100' width='10' height='10' fill='red'/>");
  ASSERT_EQ(picture.width(), 20);
  EXPECT_THAT(pixel(picture, 5, 5), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(pixel(picture, 15, 5), ElementsAre(255, 0, 0, 255));
}

TEST(DecodeSvg, CountsNinetySixPixelsToTheInch) {
  image::Picture picture = drawn("width='1in' height='1in'", "<rect width='1cm' height='100%' fill='red'/>");
  ASSERT_EQ(picture.width(), 96);
  EXPECT_THAT(pixel(picture, 36, 50), ElementsAre(255, 0, 0, 255));
  EXPECT_THAT(pixel(picture, 39, 50), ElementsAre(0, 0, 0, 0));
}

TEST(DecodeSvg, IsDrawnAtTheSizeThatIsWanted) {
  image::Picture picture = drawn("width='400' height='100'", "<rect width='200' height='100' fill='red'/>",
                                 {.min_width = 40, .min_height = 5});
  ASSERT_EQ(picture.width(), 40);
  ASSERT_EQ(picture.height(), 10);
  EXPECT_THAT(pixel(picture, 18, 5), ElementsAre(255, 0, 0, 255));
  EXPECT_THAT(pixel(picture, 21, 5), ElementsAre(0, 0, 0, 0));
}

TEST(DecodeSvg, OfNoSizeOfItsOwnIsDrawnSmallerToo) {
  image::Picture picture =
      drawn("", "<rect width='150' height='150' fill='red'/>", {.min_width = 30, .min_height = 15});
  ASSERT_EQ(picture.width(), 30);
  EXPECT_THAT(pixel(picture, 13, 13), ElementsAre(255, 0, 0, 255));
  EXPECT_THAT(pixel(picture, 16, 13), ElementsAre(0, 0, 0, 0));
}

TEST(DecodeSvg, IsNeverDrawnLargerThanItIs) {
  EXPECT_EQ(drawn(kEightSquare, "", {.min_width = 80, .min_height = 80}).width(), 8);
}

TEST(DecodeSvg, DrawsText) {
  image::Picture picture = drawn("width='40' height='40'", "<text y='30' font-size='30'>Ag</text>");
  EXPECT_TRUE(shows_something(picture));
}

TEST(DecodeSvg, DrawsFilters) {
  image::Picture picture = drawn("width='40' height='40'",
                                 "<filter id='f'><feFlood flood-color='blue'/></filter>"
                                 "<rect width='40' height='40' filter='url(#f)'/>");
  EXPECT_EQ(pixel(picture, 20, 20).at(2), 255);
}

TEST(DecodeSvg, DrawsNothingOfWhatIsOutside) {
  for (const std::string_view content :
       {"<image width='8' height='8' xlink:href='/usr/share/pixmaps/debian-logo.png'/>",
        "<image width='8' height='8' href='http://127.0.0.1/a.png'/>", "<use href='file:///etc/a.svg#a'/>",
        "<text y='8'><i:include xmlns:i='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' "
        "parse='text'/></text>",
        "<style>@import url(file:///etc/a.css);</style>", "<foreignObject><b>a</b></foreignObject>",
        "<script>document.rootElement.innerHTML='a'</script>"}) {
    image::Picture picture = drawn(kEightSquare, content);
    EXPECT_FALSE(shows_something(picture)) << content;
  }
}

TEST(DecodeSvg, ExpandsPlainEntities) {
  image::Picture picture = attempt("<!DOCTYPE svg [<!ENTITY red '#ff0000'>]>" +
                                   svg(kEightSquare, "<rect width='8' height='8' fill='&red;'/>"))
                               .value();
  EXPECT_EQ(pixel(picture, 4, 4).at(0), 255);
  EXPECT_EQ(pixel(picture, 4, 4).at(1), 0);
}

TEST(DecodeSvg, ThatUsesItselfTooOftenIsRefused) {
  std::string levels = "<g id='a0'/>";
  for (int i = 1; i < 30; ++i) {
    const std::string use = "<use href='#a" + std::to_string(i - 1) + "'/>";
    levels += "<g id='a" + std::to_string(i) + "'>" + use + use + use + "</g>";
  }
  const Result<image::Picture> picture = attempt(svg(kEightSquare, levels));
  ASSERT_FALSE(picture.has_value());
  EXPECT_EQ(picture.error().code, ErrorCode::kUnprocessable);
}

}  // namespace
}  // namespace pictor::test
