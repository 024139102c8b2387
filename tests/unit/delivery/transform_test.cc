#include "delivery/transform.h"

#include <gtest/gtest.h>

#include <set>

namespace pictor::delivery {
namespace {

const std::string kImage = "img_01jdzzzzzzzzzzzzzzzzzzzzzz";

Result<Transform> read(std::string_view text) { return transform_from(text); }

TEST(TransformText, IsReadIntoItsTypes) {
  const Transform read_all =
      read(
          "w=800&h=600&fit=cover&focus=0.25,1&dpr=2&format=webp&q=70&gravity=focus&enlarge=true&trim=10&flip=hv&rotate="
          "270"
          "&blur=2.5&sharpen=1&background=FF8000&pad=1,2&watermark=" +
          kImage +
          "&watermark_gravity=north&watermark_offset=3,4&watermark_scale=0.5&watermark_opacity=0.8&watermark_tile=true"
          "&gamut=p3")
          .value();
  EXPECT_EQ(read_all.width, 800);
  EXPECT_EQ(read_all.height, 600);
  EXPECT_EQ(read_all.fit, Fit::kCover);
  EXPECT_EQ(read_all.focus, (FocalPoint{0.25, 1}));
  EXPECT_EQ(read_all.dpr, 2);
  EXPECT_EQ(read_all.format, Format::kWebp);
  EXPECT_EQ(read_all.quality, Quality{70});
  EXPECT_EQ(read_all.watermark->str(), kImage);
  const image::Operations expected{
      .trim = 10,
      .flip = image::Flip::kBoth,
      .quarter_turns = 3,
      .enlarge = true,
      .blur = 2.5,
      .sharpen = 1,
      .background = Color{255, 128, 0},
      .pad = {.top = 1, .right = 2, .bottom = 1, .left = 2},
      .watermark =
          {.gravity = Gravity::kNorth, .offset_x = 3, .offset_y = 4, .scale = 0.5, .opacity = 0.8, .tile = true},
      .gamut = Gamut::kDisplayP3};
  EXPECT_EQ(read_all.operations, expected);
}

TEST(TransformText, HasOneSpellingForOneTransform) {
  const std::vector<std::pair<std::string, std::string>> spellings = {
      {"", ""},
      {"h=5&w=4", "w=4&h=5"},
      {"dpr=1.0&w=4", "w=4"},
      {"dpr=1.50", "dpr=1.5"},
      {"format=auto&q=auto", "q=auto"},
      {"background=AABBCCFF", "background=aabbcc"},
      {"pad=3,3,3,3", "pad=3"},
      {"pad=3,4,3,4", "pad=3,4"},
      {"pad=0", ""},
      {"blur=02.500", "blur=2.5"},
      {"sharpen=0", ""},
      {"rotate=0&flip=none&enlarge=false&gravity=focus", ""},
      {"focus=0.5,.25", "focus=0.5,0.25"},
      {"trim=0", "trim=0"},
      {"gamut=p3&w=4", "w=4&gamut=p3"},
      {"gamut=srgb", ""},
      {"watermark=" + kImage + "&watermark_offset=2,2&watermark_scale=.25",
       "watermark=" + kImage + "&watermark_offset=2"}};
  for (const auto& [sent, canonical] : spellings) {
    const auto transform = read(sent);
    ASSERT_TRUE(transform) << sent << ": " << transform.error().message;
    EXPECT_EQ(to_text(*transform), canonical);
    EXPECT_EQ(read(canonical).value(), *transform);
  }
}

TEST(TransformText, NamesTheParameterThatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> bad = {{"w", "0"},
                                                                {"w", "16384"},
                                                                {"w", ""},
                                                                {"w", "4 "},
                                                                {"w", "+4"},
                                                                {"h", "1e2"},
                                                                {"fit", "crop"},
                                                                {"focus", "0.5"},
                                                                {"focus", "0.5,1.1"},
                                                                {"focus", "-0.1,0"},
                                                                {"focus", "nan,0"},
                                                                {"focus", "0,0,0"},
                                                                {"focus", ","},
                                                                {"dpr", "0.4"},
                                                                {"dpr", "8.1"},
                                                                {"dpr", "nan"},
                                                                {"format", "jpg"},
                                                                {"format", "heic"},
                                                                {"q", "0"},
                                                                {"q", "101"},
                                                                {"gravity", "middle"},
                                                                {"gravity", ""},
                                                                {"enlarge", "1"},
                                                                {"trim", "256"},
                                                                {"trim", "-1"},
                                                                {"flip", "x"},
                                                                {"rotate", "45"},
                                                                {"rotate", "360"},
                                                                {"blur", "0"},
                                                                {"blur", "0.2"},
                                                                {"blur", "100.5"},
                                                                {"blur", "inf"},
                                                                {"sharpen", "10.5"},
                                                                {"sharpen", "-1"},
                                                                {"background", "red"},
                                                                {"background", "#ff0000"},
                                                                {"pad", "1,2,3"},
                                                                {"pad", "4097"},
                                                                {"pad", "1,"},
                                                                {"pad", ""},
                                                                {"pad", "1,2,3,4,5"},
                                                                {"watermark", "logo"},
                                                                {"watermark", ""},
                                                                {"watermark_gravity", "smart"},
                                                                {"watermark_scale", "0"},
                                                                {"watermark_scale", "1.5"},
                                                                {"watermark_opacity", "2"},
                                                                {"watermark_offset", "1,2,3"},
                                                                {"watermark_tile", "yes"},
                                                                {"shadow", "1"},
                                                                {"", ""}};
  for (const auto& [name, value] : bad) {
    const std::vector<NamedText> parameters{{"q", "auto"}, {name, value}};
    const auto transform = transform_from(std::span(parameters).subspan(name == "q" ? 1 : 0));
    ASSERT_FALSE(transform) << name << "=" << value;
    EXPECT_EQ(transform.error().code, ErrorCode::kInvalidParameter);
    EXPECT_EQ(transform.error().field, name) << value;
  }
}

TEST(TransformText, RefusesWhatGoesOnlyWithSomethingElse) {
  EXPECT_EQ(read("focus=0,0&gravity=north").error().field, "focus");
  EXPECT_EQ(read("watermark_tile=true").error().field, "watermark");
  EXPECT_TRUE(read("watermark_tile=false"));
}

TEST(TransformText, RefusesAParameterThatIsGivenTwice) { EXPECT_EQ(read("w=4&w=4").error().field, "w"); }

TEST(TransformText, RefusesLooseEnds) {
  for (const char* text : {"&", "w=4&", "&w=4", "w=4&&h=4", "w", "=", "w=4;h=4", "W=4", "w%3D4"})
    EXPECT_FALSE(read(text)) << text;
}

TEST(TransformParameters, HaveNamesAndMembersOfTheirOwn) {
  std::set<std::string_view> names, members;
  for (const TransformParameter& parameter : transform_parameters()) {
    names.insert(parameter.name);
    members.insert(parameter.member);
    EXPECT_EQ(find_parameter(parameter.name), &parameter);
    EXPECT_FALSE(parameter.write(Transform{})) << parameter.name << ": the default is left out";
  }
  EXPECT_EQ(names.size(), transform_parameters().size());
  EXPECT_EQ(members.size(), transform_parameters().size());
}

}  // namespace
}  // namespace pictor::delivery
