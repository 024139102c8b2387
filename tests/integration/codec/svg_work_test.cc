// SVG in real, confined processes: text, filters and what a document asks for that nobody gives it.

#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "pool_test.h"

namespace pictor::codec {
namespace {

PoolOptions svg_pool() {
  PoolOptions options{.render_processes = 1, .process = {.arguments = {"codec", "images"}}};
  options.process.inputs.add(Format::kSvg);
  return options;
}

image::Limits svg_limits() {
  image::Limits limits;
  limits.inputs.add(Format::kSvg);
  return limits;
}

image::Plan small_plan() { return {.renditions = {{.box_width = 60, .format = Format::kPng}}, .limits = svg_limits()}; }

std::string svg(std::string_view attributes, std::string_view content) {
  return "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' " +
         std::string(attributes) + ">" + std::string(content) + "</svg>";
}

std::string filtered(std::string_view size, std::string_view filter) {
  return svg("width='" + std::string(size) + "' height='" + std::string(size) + "'",
             "<filter id='f'>" + std::string(filter) + "</filter><rect width='60%' height='60%' filter='url(#f)'/>");
}

class Svg : public PoolTest {
 protected:
  static Result<Rendered> render(ProcessPool& pool, std::string_view text, const image::Plan& plan = small_plan(),
                                 Deadline deadline = soon()) {
    const Command file(text);
    return pool.render(file.input(), plan, {Lane::kInteractive}, deadline, {}, {});
  }
  static void expect_picture(ProcessPool& pool, std::string_view text) {
    const auto rendered = render(pool, text);
    ASSERT_TRUE(rendered.has_value()) << rendered.error().message << ": " << rendered.error().cause << "\n" << text;
    EXPECT_EQ(rendered->outcome.facts.format, Format::kSvg);
  }
};

TEST_F(Svg, IsRefusedWhereItIsOff) {
  ProcessPool pool({.render_processes = 1, .process = {.arguments = {"codec", "images"}}});
  const Command file(svg("width='8' height='8'", ""));
  const auto facts = pool.probe(file.input(), {}, soon());
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().code, ErrorCode::kUnsupportedType);
}

TEST_F(Svg, IsProbedAndDrawn) {
  ProcessPool pool(svg_pool());
  const Command file(svg("width='80' height='40'", "<rect width='40' height='40' fill='red'/>"));
  const auto facts = pool.probe(file.input(), svg_limits(), soon());
  ASSERT_TRUE(facts.has_value()) << facts.error().cause;
  EXPECT_EQ(*facts, (ImageFacts{.format = Format::kSvg, .width = 80, .height = 40, .has_alpha = true}));
  const auto rendered = pool.render(file.input(), small_plan(), {Lane::kInteractive}, soon(), {}, {});
  ASSERT_TRUE(rendered.has_value()) << rendered.error().cause;
  EXPECT_EQ(rendered->outcome.renditions.at(0).height, 30);
}

TEST_F(Svg, ThatLibmagicKnowsNothingOfIsDrawn) {
  ProcessPool pool(svg_pool());
  expect_picture(pool, "<?xml-stylesheet href='a.css'?><!-- a --><svg xmlns='http://www.w3.org/2000/svg'/>");
  expect_picture(pool, "\xEF\xBB\xBF<svg xmlns='http://www.w3.org/2000/svg'/>");
}

TEST_F(Svg, HasItsFiltersInAThread) {
  ProcessPool pool(svg_pool());
  for (const char* filter :
       {"<feGaussianBlur stdDeviation='3'/>", "<feTurbulence baseFrequency='.05' numOctaves='3'/>",
        "<feDiffuseLighting><feDistantLight azimuth='3'/></feDiffuseLighting>", "<feMorphology radius='3'/>",
        "<feConvolveMatrix order='3' kernelMatrix='1 2 1 2 4 2 1 2 1'/>",
        "<feColorMatrix type='saturate' values='.3'/>", "<feDropShadow dx='2' dy='2' stdDeviation='2'/>",
        "<feImage href='#f'/>", "<feImage href='http://a/b.png'/>",
        "<feTile/><feDisplacementMap scale='10'/><feComponentTransfer><feFuncR type='gamma'/></feComponentTransfer>"})
    expect_picture(pool, filtered("200", filter));
}

/// More pictures than a process takes to reach the end of anything: threads, fonts, descriptors.
TEST_F(Svg, HasTextOfAnyScriptFamilyAndStyle) {
  ProcessPool pool(svg_pool());
  for (const char* text :
       {"Hello W\u00f6rld", "\u0e44\u0e17\u0e22\u0e20\u0e32\u0e29\u0e32", "\u65e5\u672c\u8a9e \ud55c\uad6d\uc5b4",
        "\u0939\u093f\u0928\u094d\u0926\u0940", "\u05e9\u05dc\u05d5\u05dd abc \u0645\u0631\u062d\u0628\u0627",
        "\U0001F600 \u200d \u0301 \uFFFD", "\u1781\u17d2\u1798\u17c2\u179a"})
    for (const char* style :
         {"font-family='Arial' font-style='italic'", "font-family='serif' font-weight='900' font-stretch='condensed'",
          "font-family='nothing, \"Courier New\"' letter-spacing='3' text-decoration='underline'",
          "writing-mode='tb' direction='rtl' unicode-bidi='bidi-override'", "font-size='0.01'", "font-size='60000'",
          "font-variant='small-caps' xml:lang='th' font-family='DejaVu Sans, fantasy'"})
      expect_picture(pool,
                     svg("width='200' height='60'", "<text y='30' " + std::string(style) + ">" + text + "</text>"));
}

TEST_F(Svg, TextLeavesSomethingToSee) {
  ProcessPool pool(svg_pool());
  const auto with = render(pool, svg("width='60' height='20'", "<text y='15'>Hello</text>"));
  const auto without = render(pool, svg("width='60' height='20'", ""));
  ASSERT_TRUE(with && without);
  EXPECT_GT(with->outcome.renditions.at(0).bytes, without->outcome.renditions.at(0).bytes + 100);
}

/// cairo gives such a font up for good.
TEST_F(Svg, OfALetterThatCannotBeScaledSpoilsNoLaterText) {
  ProcessPool pool(svg_pool());
  for (const char* spoiler :
       {"<text y='30' font-size='90000'>A</text>", "<g transform='scale(90000)'><text y='30'>A</text></g>"}) {
    std::ignore = render(pool, svg("width='200' height='60'", spoiler));
    for (int i = 0; i < 3; ++i) expect_picture(pool, svg("width='200' height='60'", "<text y='30'>A</text>"));
  }
}

TEST_F(Svg, OpensNothingThatItRefersTo) {
  ProcessPool pool(svg_pool());
  for (const char* content :
       {"<image width='9' height='9' xlink:href='file:///etc/passwd'/>", "<image href='/usr/share/pixmaps/a.png'/>",
        "<image href='http://127.0.0.1/a.png'/>", "<image href='expect://ls'/>", "<use href='file:///etc/a.svg#a'/>",
        "<style>@import url(http://127.0.0.1/a.css);</style>", "<style>@import 'a.css';</style>",
        "<?xml-stylesheet href='file:///etc/a.css' type='text/css'?>", "<script>alert(1)</script>",
        "<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>",
        "<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='a.svg'><i:fallback><g/></i:fallback></i:include>",
        "<rect width='9' height='9' fill='url(file:///etc/a.svg#a)' filter='url(b.svg#a)' mask='url(http://c/d#e)'/>",
        "<style>@font-face{font-family:a;src:url(file:///etc/a.ttf)}</style><text font-family='a'>a</text>",
        "<g style='cursor:url(a.png)' onload='alert(1)'/><foreignObject><p>a</p></foreignObject>"})
    expect_picture(pool, svg("width='60' height='60'", content));
}

TEST_F(Svg, ThatEmbedsOrNestsIsRefusedBeforeItIsDrawn) {
  ProcessPool pool(svg_pool());
  for (const std::string& file :
       {svg("", "<image href='data:image/png;base64,iVBORw0KGgo='/>"), svg("", "<feImage href='data:image/gif,x'/>"),
        "<!DOCTYPE svg [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]>" + svg("", "&c;"),
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + svg("", "&a;"),
        "<?xml version='1.0' encoding='EUC-JP'?>" + svg("", "")}) {
    const auto rendered = render(pool, file);
    ASSERT_FALSE(rendered.has_value()) << file;
    EXPECT_EQ(rendered.error().code, ErrorCode::kUnprocessable);
    EXPECT_FALSE(is_codec_death(rendered.error())) << rendered.error().cause;
  }
}

TEST_F(Svg, OfManyPixelsIsDrawnAsSmallAsItIsWanted) {
  ProcessPool pool(svg_pool());
  const auto started = std::chrono::steady_clock::now();
  expect_picture(pool, filtered("10000", "<feGaussianBlur stdDeviation='300'/>"));
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(10));
}

/// What its surfaces take together is bounded by the address space; sanitizers have none.
TEST_F(Svg, ThatTakesMoreMemoryThanThereIsEndsAsAProblem) {
#if defined(PICTOR_SANITIZED)
  GTEST_SKIP() << "no address-space limit";
#endif
  ProcessPool pool(svg_pool());
  image::Plan plan = small_plan();
  plan.renditions[0].box_width = 0;
  const auto rendered =
      render(pool, filtered("10000", "<feGaussianBlur stdDeviation='30'/><feMorphology radius='9'/>"), plan);
  ASSERT_FALSE(rendered.has_value());
  EXPECT_EQ(rendered.error().code, ErrorCode::kUnprocessable) << rendered.error().message;
  expect_picture(pool, svg("width='60' height='60'", "<text>a</text>"));
}

TEST_F(Svg, ThatTakesTooLongEndsAsAProblem) {
  PoolOptions options = svg_pool();
  options.process.cpu_budget = std::chrono::seconds(1);
  ProcessPool pool(options);
  image::Plan plan = small_plan();
  plan.renditions[0].box_width = 0;
  std::string filters;
  for (int i = 0; i < 100; ++i) filters += "<feTurbulence baseFrequency='.5' numOctaves='200'/>";
  const auto rendered = render(pool, filtered("1500", filters), plan);
  ASSERT_FALSE(rendered.has_value());
  EXPECT_EQ(rendered.error().code, ErrorCode::kUnprocessable) << rendered.error().message;
  expect_picture(pool, svg("width='60' height='60'", "<text>a</text>"));
}

}  // namespace
}  // namespace pictor::codec
