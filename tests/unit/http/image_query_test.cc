#include "http/handlers/image_query.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>

#include "http/handlers/image_patch.h"
#include "http/json/object_reader.h"

namespace pictor::http {
namespace {

TEST(RenditionQuery, ReadsAllParameters) {
  auto read = read_rendition_query({{"w", "800"},
                                    {"h", "600"},
                                    {"fit", "cover"},
                                    {"format", "avif"},
                                    {"q", "55"},
                                    {"dpr", "2"},
                                    {"download", "true"}},
                                   "");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->request.transform.width, 800);
  EXPECT_EQ(read->request.transform.height, 600);
  EXPECT_EQ(read->request.transform.fit, image::Fit::kCover);
  EXPECT_EQ(read->request.transform.format, Format::kAvif);
  EXPECT_EQ(read->request.transform.quality, Quality{55});
  EXPECT_EQ(read->request.transform.dpr, 2);
  EXPECT_TRUE(read->download);
}

TEST(RenditionQuery, LeavesAutoToAcceptAndPolicy) {
  auto read = read_rendition_query({{"format", "auto"}, {"q", "auto"}}, "image/webp");
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->request.transform.format);
  EXPECT_EQ(read->request.transform.quality, Quality{});
  EXPECT_TRUE(read->request.accept.webp);
}

TEST(RenditionQuery, NamesTheParameterThatIsWrong) {
  const Query bad = {{"w", "0"},        {"w", "16384"}, {"h", "x"},     {"fit", "crop"},     {"format", "jpg"},
                     {"format", "svg"}, {"q", "0"},     {"q", "101"},   {"q", "best"},       {"dpr", "0.4"},
                     {"dpr", "9"},      {"dpr", "nan"}, {"width", "1"}, {"download", "yes"}, {"download", ""}};
  for (const auto& parameter : bad) {
    auto read = read_rendition_query({parameter}, "");
    ASSERT_FALSE(read) << parameter.first << "=" << parameter.second;
    EXPECT_EQ(read.error().field, parameter.first);
  }
}

Result<app::ImagePatch> patch(std::string_view text) { return read_image_patch(parse_json_object(text).value()); }

TEST(ImagePatch, TellsClearedFromUntouched) {
  auto read = patch(R"({"album":null,"focus":{"x":0.25,"y":1},"tags":["a"],"metadata":{"k":1.5}})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->album && !*read->album);
  EXPECT_EQ(**read->focus, (FocalPoint{0.25, 1}));
  EXPECT_EQ(read->metadata, R"({"k":1.5})");
  EXPECT_FALSE(read->name || read->visibility || read->expires_at);
}

TEST(ImagePatch, NamesTheMemberThatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> bad = {{R"({"name":null})", "name"},
                                                                {R"({"tags":"a"})", "tags"},
                                                                {R"({"tags":[1]})", "tags"},
                                                                {R"({"visibility":"x"})", "visibility"},
                                                                {R"({"expires_at":"x"})", "expires_at"},
                                                                {R"({"focus":{"x":1}})", "focus"},
                                                                {R"({"focus":{"x":2,"y":0}})", "x"},
                                                                {R"({"metadata":[]})", "metadata"},
                                                                {R"({"owner":"me"})", "owner"}};
  for (const auto& [text, field] : bad) {
    auto read = patch(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().field, field) << text;
  }
  EXPECT_FALSE(patch("{}"));
}

}  // namespace
}  // namespace pictor::http
