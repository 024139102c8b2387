#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "image/container/svg.h"
#include "image/container/svg_size.h"
#include "unit/image/probe_refusal.h"

namespace pictor::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

const image::Limits kOn{.inputs = FormatSet::of(Format::kSvg)};

/// An SVG with these attributes of its root, and this in it.
std::string svg(std::string_view attributes, std::string_view content = "") {
  return "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' " +
         std::string(attributes) + ">" + std::string(content) + "</svg>";
}

/// One with this as the internal subset of its DTD.
std::string with_dtd(std::string_view subset, std::string_view content = "") {
  return "<!DOCTYPE svg [" + std::string(subset) + "]>" + svg("", content);
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::optional<ErrorCode> code_of(std::string_view text) { return refusal_code(as_bytes(text), kOn); }
std::string message_of(std::string_view text) {
  const std::optional<Error> error = refusal(as_bytes(text), kOn);
  return error ? error->message : "";
}

std::pair<int, int> size_of(std::string_view attributes) {
  const ImageFacts facts = probed(as_bytes(svg(attributes)), kOn).facts;
  return {facts.width, facts.height};
}

TEST(ProbeSvg, IsOffByDefault) { EXPECT_EQ(refusal_code(as_bytes(svg(""))), ErrorCode::kUnsupportedType); }

TEST(ProbeSvg, TellsAPictureWithAlpha) {
  EXPECT_EQ(probed(as_bytes(svg("width='20' height='10'")), kOn).facts,
            (ImageFacts{.format = Format::kSvg, .width = 20, .height = 10, .has_alpha = true}));
}

TEST(ProbeSvg, ReadsEveryAbsoluteUnit) {
  EXPECT_EQ(size_of("width='20px' height=' 10 '"), std::pair(20, 10));
  EXPECT_EQ(size_of("width='1in' height='72pt'"), std::pair(96, 96));
  EXPECT_EQ(size_of("width='2.54cm' height='25.4mm'"), std::pair(96, 96));
  EXPECT_EQ(size_of("width='6pc' height='+1e2'"), std::pair(96, 100));
}

TEST(ProbeSvg, RoundsUpToWholePixels) {
  EXPECT_EQ(size_of("width='20.2' height='9.0001'"), std::pair(21, 9));
  EXPECT_EQ(size_of("width='.1' height='0.5'"), std::pair(1, 1));
  EXPECT_EQ(size_of("width='210mm' height='297mm'"), std::pair(794, 1123));
}

TEST(ProbeSvg, TakesItsSizeFromTheViewBoxWhereThereIsNoOther) {
  EXPECT_EQ(size_of("viewBox='5 5 30 40'"), std::pair(30, 40));
  EXPECT_EQ(size_of("width='100%' height='100%' viewBox='0,0,30,40'"), std::pair(30, 40));
  EXPECT_EQ(size_of("width='60' viewBox='0 0 30 40'"), std::pair(60, 80));
  EXPECT_EQ(size_of("height='80' viewBox='0 0 30 40'"), std::pair(60, 80));
  EXPECT_EQ(size_of("width='-1' height='five' viewBox='0 0 30 40'"), std::pair(30, 40));
}

TEST(ProbeSvg, HasTheSizeOfAnyReplacedElementWhereItSaysNothing) {
  EXPECT_EQ(size_of(""), std::pair(300, 150));
  EXPECT_EQ(size_of("viewBox='0 0 -1 3'"), std::pair(300, 150));
  EXPECT_EQ(size_of("width='nan' height='inf' viewBox='0 0 nan 3'"), std::pair(300, 150));
}

TEST(ProbeSvg, IsHeldToTheLimitsOfPictures) {
  EXPECT_EQ(code_of(svg("width='0' height='5'")), ErrorCode::kCorruptImage);
  const auto wide = refusal(as_bytes(svg("width='40000' height='1'")), kOn);
  ASSERT_TRUE(wide.has_value());
  EXPECT_EQ(wide->code, ErrorCode::kTooManyPixels);
  EXPECT_THAT(wide->limit, Optional(image::kMaxSvgSide));
  EXPECT_THAT(wide->actual, Optional(40'000));
  EXPECT_EQ(code_of(svg("width='20000' height='20000'")), ErrorCode::kTooManyPixels);
  EXPECT_EQ(code_of(svg("width='1e300' height='1e300'")), ErrorCode::kTooManyPixels);
}

TEST(ProbeSvg, IsHeldToALimitOfBytes) {
  const auto large = refusal(as_bytes(svg("", std::string(image::kMaxSvgBytes, ' '))), kOn);
  ASSERT_TRUE(large.has_value());
  EXPECT_EQ(large->code, ErrorCode::kUnprocessable);
  EXPECT_THAT(large->limit, Optional(image::kMaxSvgBytes));
}

TEST(ProbeSvg, IsHeldToTheLimitOfParts) {
  const auto error = refusal(as_bytes(svg("", repeated("<g/>", 60'000))), kOn);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, ErrorCode::kUnprocessable);
  EXPECT_THAT(error->limit, Optional(kOn.max_chunks));
  EXPECT_THAT(error->actual, Optional(kOn.max_chunks + 1));
}

TEST(ProbeSvg, IsHeldToALimitOfDepth) {
  EXPECT_EQ(code_of(svg("", repeated("<g>", 199) + repeated("</g>", 199))), std::nullopt);
  const auto error = refusal(as_bytes(svg("", repeated("<g>", 300) + repeated("</g>", 300))), kOn);
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, ErrorCode::kUnprocessable);
  EXPECT_THAT(error->limit, Optional(200));
  EXPECT_THAT(error->actual, Optional(201));
}

TEST(ProbeSvg, RefusesAnyTruncation) {
  const std::string file = "<?xml version='1.0'?><!-- a --><!DOCTYPE svg>" + svg("width='3'", "<g id='a'/>");
  for (std::size_t size = 0; size < file.size(); ++size)
    EXPECT_TRUE(code_of(file.substr(0, size)).has_value()) << file.substr(0, size);
  EXPECT_EQ(code_of(file.substr(0, file.size() - 1)), ErrorCode::kCorruptImage);
}

TEST(ProbeSvg, RefusesWhatIsNotWellFormed) {
  for (const std::string& file : {svg("", "<g>"), svg("", "<g></h>"), svg("a='1' a='2'"), svg("") + svg(""),
                                  svg("", "&unknown;"), svg("", "\xFF\xFE"), svg("", "<x:g/>") + "<", svg("b")}) {
    EXPECT_EQ(code_of(file), ErrorCode::kCorruptImage) << file;
  }
}

TEST(ProbeSvg, RefusesOtherXml) {
  EXPECT_EQ(code_of("<svg xmlns='http://example.com'/>"), ErrorCode::kUnsupportedType);
  EXPECT_EQ(code_of("<svg:g xmlns:svg='http://www.w3.org/2000/svg'/>"), ErrorCode::kUnsupportedType);
}

TEST(ProbeSvg, ReadsTheEncodingsThatNeedNoFile) {
  const auto encoded = [](std::string_view name) {
    return "<?xml version='1.0' encoding='" + std::string(name) + "'?>" + svg("");
  };
  for (const std::string_view name : {"UTF-8", "utf-8", "ISO-8859-1", "us-ascii"})
    EXPECT_EQ(code_of(encoded(name)), std::nullopt) << name;
  for (const std::string_view name : {"Shift_JIS", "UTF-16", "windows-1252", "x"})
    EXPECT_EQ(code_of(encoded(name)), ErrorCode::kUnprocessable) << name;
}

TEST(ProbeSvg, TakesTheEntitiesThatIllustratorDeclares) {
  const std::string file =
      "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd' ["
      "<!ENTITY ns_svg 'http://www.w3.org/2000/svg'><!ENTITY ns_xlink 'http://www.w3.org/1999/xlink'>]>"
      "<svg xmlns='&ns_svg;' xmlns:xlink='&ns_xlink;' width='3' height='4'/>";
  EXPECT_EQ(probed(as_bytes(file), kOn).facts.width, 3);
}

TEST(ProbeSvg, RefusesEntitiesThatAreNotPlainText) {
  for (const std::string_view subset :
       {"<!ENTITY a 'b'><!ENTITY c '&a;&a;'>", "<!ENTITY a '&#38;b;'>", "<!ENTITY a '&#60;g/>'>",
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>", "<!ENTITY a PUBLIC 'x' 'http://127.0.0.1/'>", "<!ENTITY % a 'b'>",
        "<!ENTITY % a SYSTEM 'http://127.0.0.1/'>%a;", "<!NOTATION n SYSTEM 'n'><!ENTITY a SYSTEM 'b' NDATA n>"}) {
    EXPECT_EQ(code_of(with_dtd(subset)), ErrorCode::kUnprocessable) << subset;
    EXPECT_THAT(message_of(with_dtd(subset)), HasSubstr("entity")) << subset;
  }
}

TEST(ProbeSvg, BoundsEntitiesInNumberLengthAndGrowth) {
  std::string many;
  for (int i = 0; i < 65; ++i) many += "<!ENTITY a" + std::to_string(i) + " 'b'>";
  EXPECT_EQ(code_of(with_dtd(many)), ErrorCode::kUnprocessable);
  EXPECT_EQ(code_of(with_dtd("<!ENTITY a '" + std::string(1025, 'b') + "'>")), ErrorCode::kUnprocessable);
  const std::string longest = "<!ENTITY a '" + std::string(1024, 'b') + "'>";
  EXPECT_EQ(code_of(with_dtd(longest, repeated("&a;", 100))), std::nullopt);
  EXPECT_EQ(code_of(with_dtd(longest, repeated("&a;", 2000))), ErrorCode::kUnprocessable);
  EXPECT_EQ(code_of(with_dtd(longest, "<g id='" + repeated("&a;", 2000) + "'/>")), ErrorCode::kUnprocessable);
}

TEST(ProbeSvg, RefusesAttributesThatItsDtdAdds) {
  EXPECT_EQ(code_of(with_dtd("<!ATTLIST svg width CDATA '10'>")), ErrorCode::kUnprocessable);
  EXPECT_EQ(code_of(with_dtd("<!ATTLIST svg width CDATA #IMPLIED>")), std::nullopt);
}

TEST(ProbeSvg, RefusesWhatIsEmbedded) {
  for (const std::string& content :
       {std::string("<image xlink:href='data:image/png;base64,AAAA'/>"), std::string("<image href=' DaTa:,x'/>"),
        std::string("<image href='d&#10;ata:,x'/>"), std::string("<feImage href='data:,x'/>"),
        std::string("<use href='data:image/svg+xml,x#a'/>"), std::string("<g fill='url(data:image/svg+xml,x#a)'/>"),
        std::string("<g style='filter: url( \"DATA:x#a\")'/>"),
        std::string("<style>@import 'data:text/css,x';</style>"),
        std::string("<style>g{fill:url(d\\61 ta:x#a)}</style>"),
        std::string("<style>@import <![CDATA[url(]]>data:x)</style>"),
        std::string("<g style='fill:u\\72l(\\64\\000061ta:x)'/>"),
        std::string("<?xml-stylesheet href='data:text/css,x'?>"),
        std::string("<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='data:,x'/>")}) {
    EXPECT_EQ(code_of(svg("", content)), ErrorCode::kUnprocessable) << content;
    EXPECT_THAT(message_of(svg("", content)), HasSubstr("embedded")) << content;
  }
  EXPECT_EQ(code_of(with_dtd("<!ENTITY d 'data:'>", "<image href='&d;,x'/>")), ErrorCode::kUnprocessable);
  // Also in what is read further, of the root: found by fuzzing, as a use of what the stopped parser had freed.
  EXPECT_THAT(message_of(svg("width='4 href=\"data:' height='4'", "")), HasSubstr("embedded"));
}

TEST(ProbeSvg, TakesWhatItRefersToOutsideAndScripts) {
  for (const std::string_view content :
       {"<image xlink:href='http://127.0.0.1/a.png'/>", "<image href='file:///etc/passwd'/>",
        "<use href='other.svg#a'/>", "<style>@import url(http://127.0.0.1/a.css);</style>",
        "<?xml-stylesheet href='http://127.0.0.1/a.css'?>", "<script>alert(1)</script>",
        "<g onclick='alert(1)' id='metadata:1'/>", "<text>data: \"data:\" is a word</text>",
        "<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>"}) {
    EXPECT_EQ(code_of(svg("", content)), std::nullopt) << content;
  }
}

}  // namespace
}  // namespace pictor::test
