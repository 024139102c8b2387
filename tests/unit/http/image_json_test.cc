#include "http/json/image_json.h"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "http/json/json_text.h"

namespace pictor::http {
namespace {

ImageDetails sample() {
  ImageDetails details;
  Image& image = details.image;
  image.id = ImageId("img_1");
  image.tenant = TenantId("demo");
  image.owner = SubjectId("alice");
  image.name = "beach.jpg";
  image.facts = {Format::kJpeg, 4000, 3000, 1, false};
  image.bytes = 3145728;
  image.tags = {"sea"};
  image.metadata = R"({"camera":{"iso":0.5}})";
  return details;
}

TEST(ImageJson, HasTheMembersOfTheContractInItsOrder) {
  std::vector<std::string> names;
  for (const auto& member : image_json(sample(), UrlPrefix())) names.emplace_back(member.key());
  EXPECT_EQ(names,
            (std::vector<std::string>{
                "id",           "tenant",       "owner", "name",       "status",     "error",      "format",
                "content_type", "bytes",        "width", "height",     "frames",     "has_alpha",  "sha256",
                "version",      "visibility",   "tags",  "album",      "metadata",   "focus",      "placeholder",
                "thumbnails",   "optimization", "urls",  "created_at", "updated_at", "expires_at", "deleted_at"}));
}

TEST(ImageJson, LeavesNullWhatIsNotKnownYet) {
  auto object = image_json(sample(), UrlPrefix());
  for (const char* name : {"error", "album", "placeholder", "optimization", "expires_at", "deleted_at", "focus"})
    EXPECT_TRUE(object[name].is_null()) << name;
  EXPECT_TRUE(object["urls"].as_object()["optimized"].is_null());
  EXPECT_EQ(json_text(object["metadata"]), R"({"camera":{"iso":0.5}})");
}

TEST(ImageJson, RoundsTheSavedRatioAndLinksTheOptimizedVersion) {
  ImageDetails details = sample();
  details.optimization = ImageOptimization{.format = Format::kWebp, .bytes = 412000, .original_bytes = 3145728};
  auto object = image_json(details, UrlPrefix("https://img.example"));
  EXPECT_EQ(json_text(object["optimization"].as_object()["saved_ratio"]), "0.869");
  EXPECT_EQ(object["optimization"].as_object()["url"], "https://img.example/images/img_1?format=webp");
  EXPECT_EQ(object["urls"].as_object()["original"], "https://img.example/images/img_1/original");
}

TEST(ImageJson, LinksThumbnailsByPresetAndFormat) {
  ImageDetails details = sample();
  details.thumbnails.push_back({.preset = "small", .format = Format::kWebp, .width = 300, .height = 225});
  auto items = thumbnails_json(details, UrlPrefix())["items"].as_array();
  EXPECT_EQ(items.at(0).as_object()["url"], "/images/img_1/thumbnails/small?format=webp");
  EXPECT_EQ(items.at(0).as_object()["content_type"], "image/webp");
}

TEST(JobJson, ShowsACancelledJobAsFailed) {
  auto object = job_json(ImageProcessingJob{.status = JobStatus::kCancelled});
  EXPECT_EQ(object["status"], "failed");
  EXPECT_EQ(object["error"].as_object()["code"], "cancelled");
}

TEST(JsonText, PrintsNumbersAsPeopleWriteThem) {
  EXPECT_EQ(json_text(boost::json::value{0.87, 1.0, 1, -3, "a\"b", nullptr, true}),
            R"([0.87,1,1,-3,"a\"b",null,true])");
}

}  // namespace
}  // namespace pictor::http
