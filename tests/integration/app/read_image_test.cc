#include "app/read_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/change_image.h"
#include "app/convert_image.h"
#include "app/process_image.h"
#include "support/app_fixture.h"

namespace pictor::app {
namespace {

class ReadImage : public test::AppFixture {
 protected:
  Result<Content> read(const ImageId& id, const RenditionRequest& request) {
    return read_rendition(*deps_, alice_.tenant, id, request, Deadline::max(), {});
  }
  static std::string text(const Content& content) {
    std::string bytes(static_cast<std::size_t>(content.blob->size()), '\0');
    EXPECT_TRUE(content.blob->read_at(0, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()}));
    return bytes;
  }
};

TEST_F(ReadImage, GivesTheOptimizedVersionWhereNothingElseIsAsked) {
  ImageId id = ready("beach").image.id;
  auto content = read(id, {});
  ASSERT_TRUE(content);
  EXPECT_EQ(text(*content), "webp 2048x2048;");
  EXPECT_FALSE(content->negotiated);
}

TEST_F(ReadImage, GivesStoredThumbnailsWithoutRendering) {
  ImageId id = ready("beach").image.id;
  auto content = read(id, {.preset = "small", .transform = {.format = Format::kWebp}});
  ASSERT_TRUE(content);
  EXPECT_EQ(text(*content), "webp 300x300;");
  EXPECT_EQ(codec_.renders, 1);
}

TEST_F(ReadImage, ChoosesAThumbnailsFormatByWhatTheClientShows) {
  ImageId id = ready("beach").image.id;
  EXPECT_EQ(read(id, {.preset = "small"})->format, Format::kJpeg);
  EXPECT_EQ(read(id, {.preset = "small", .accept = {.webp = true, .avif = true}})->format, Format::kWebp);
  EXPECT_TRUE(read(id, {.preset = "small"})->negotiated);
}

TEST_F(ReadImage, LeavesPngOpenOnlyWhereTheClientLeavesTheFormatOpen) {
  ImageId id = ready("beach").image.id;
  const std::string jpeg = read(id, {.transform = {.width = 77, .format = Format::kJpeg}})->etag;
  EXPECT_NE(read(id, {.transform = {.width = 77}})->etag, jpeg);
  EXPECT_EQ(read(id, {.transform = {.width = 77}, .accept = {.jpeg_only = true}})->etag, jpeg);
}

TEST_F(ReadImage, MakesJpegXlOnlyWhereItIsSwitchedOn) {
  ImageId id = ready("beach").image.id;
  for (const RenditionRequest& request : {RenditionRequest{.transform = {.width = 77, .format = Format::kJxl}},
                                          RenditionRequest{.preset = "small", .transform = {.format = Format::kJxl}}}) {
    deps_->renditions.jxl_output = false;
    const auto refused = read(id, request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidParameter);
    EXPECT_EQ(refused.error().field, "format");
    EXPECT_EQ(codec_.renders, request.preset ? 2 : 1);  // nothing was made
    deps_->renditions.jxl_output = true;
    EXPECT_EQ(read(id, request)->format, Format::kJxl);
  }
}

TEST_F(ReadImage, TakesQualityAutoForTheOptimizedVersionWhereNothingElseIsAsked) {
  ImageId id = ready("beach").image.id;
  EXPECT_EQ(text(*read(id, {.transform = {.quality = Quality{}}})), "webp 2048x2048;");
}

TEST_F(ReadImage, TellsQualityAutoFromNoneAndFromANumber) {
  const Image image = ready("beach").image;
  const auto spec = [&](std::optional<Quality> quality) {
    return to_spec(deps_->renditions, image, {.width = 77, .quality = quality}, Format::kWebp, policy::Saving::kNo);
  };
  EXPECT_EQ(spec(std::nullopt).quality, 80);
  EXPECT_EQ(spec(Quality{33}).quality, 33);
  EXPECT_EQ(spec(Quality{}).floor, 70);
}

TEST_F(ReadImage, MakesARenditionOnceAndKeepsIt) {
  ImageId id = ready("beach").image.id;
  RenditionRequest request{.transform = {.width = 77, .format = Format::kAvif}};
  auto first = read(id, request), second = read(id, request);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(codec_.renders, 2);  // one for the upload, one for this
  EXPECT_EQ(first->etag, second->etag);
  EXPECT_EQ(text(*first), text(*second));
}

TEST_F(ReadImage, MakesMoreRenditionsThanItKeeps) {
  deps_->limits.max_renditions_per_image = 2;
  ImageId id = ready("beach").image.id;
  for (int width = 10; width < 15; ++width) ASSERT_TRUE(read(id, {.transform = {.width = width}}));
  EXPECT_EQ(blob_names().size(), 10u + 2u);
}

TEST_F(ReadImage, MultipliesTheBoxByThePixelRatio) {
  ImageId id = ready("beach").image.id;
  EXPECT_EQ(text(*read(id, {.transform = {.width = 100, .dpr = 1.5, .format = Format::kPng}})), "png 150x0;");
}

TEST_F(ReadImage, GivesNoBytesOfTheTrash) {
  ImageId id = ready("beach").image.id;
  ASSERT_TRUE(delete_image(*deps_, alice_, id, Purge::kNo));
  EXPECT_EQ(read(id, {}).error().code, ErrorCode::kGone);
  EXPECT_EQ(read_original(*deps_, alice_.tenant, id).error().code, ErrorCode::kGone);
  ASSERT_TRUE(restore_image(*deps_, alice_, id));
  EXPECT_TRUE(read(id, {}));
}

TEST_F(ReadImage, GivesNoRenditionOfAnImageThatFailed) {
  ImageDetails image = uploaded("beach");
  ASSERT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    return mark_failed(*deps_, session, make_processing_job(*deps_, image.image),
                       Error{.code = ErrorCode::kCorruptImage});
  }));
  EXPECT_EQ(read(image.image.id, {}).error().code, ErrorCode::kConflict);
}

TEST_F(ReadImage, MakesThumbnailsWhileAnImageIsStillProcessing) {
  ImageId id = uploaded("beach").image.id;
  EXPECT_EQ(text(*read(id, {.preset = "thumb"})), "jpeg 150x150;");
}

TEST_F(ReadImage, MakesALostThumbnailAgain) {
  ImageDetails image = ready("beach");
  for (const std::string& name : blob_names())
    if (name.starts_with("d/")) ASSERT_TRUE(memory_.remove(alice_.tenant, std::vector{blobs::BlobName(name)}));
  EXPECT_EQ(text(*read(image.image.id, {.preset = "large"})), "jpeg 1200x1200;");
}

TEST_F(ReadImage, KnowsNoPresetOfAnotherName) {
  EXPECT_EQ(read(ready("beach").image.id, {.preset = "huge"}).error().code, ErrorCode::kNotFound);
}

TEST_F(ReadImage, NamesFilesAfterTheFormatTheyAreIn) {
  ImageId id = upload("beach", {.name = "beach.day.JPG"}).value().details.image.id;
  EXPECT_EQ(read(id, {.transform = {.width = 5, .format = Format::kPng}})->file_name, "beach.day.png");
}

TEST_F(ReadImage, GivesTheOriginalAsItCame) {
  ImageId id = uploaded("beach").image.id;
  EXPECT_EQ(text(*read_original(*deps_, alice_.tenant, id)),
            "\xff\xd8\xff"
            "beach");
}

TEST_F(ReadImage, ConvertsToTheSameRenditionForTheSameRequest) {
  ImageId id = ready("beach").image.id;
  ConvertRequest request{.transform = {.width = 64, .format = Format::kPng}};
  auto first = convert_image(*deps_, alice_, id, request, Deadline::max(), {});
  auto second = convert_image(*deps_, alice_, id, request, Deadline::max(), {});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->rendition.spec, second->rendition.spec);
  EXPECT_EQ(text(*read(id, {.transform = {.width = 64, .format = Format::kPng}})), "png 64x0;");
  EXPECT_EQ(codec_.renders, 2);
}

TEST_F(ReadImage, ConvertsAsAJobFromItsPayload) {
  ImageId id = ready("beach").image.id;
  auto job = enqueue_convert(
      *deps_, alice_, id,
      {.transform = {
           .width = 64, .height = 32, .fit = image::Fit::kCover, .format = Format::kAvif, .quality = Quality{33}}});
  ASSERT_TRUE(job);
  ASSERT_TRUE(run_next_job());
  EXPECT_EQ(get_job(*deps_, alice_.tenant, job->id)->status, JobStatus::kDone);
  codec_.render_answer = fail(ErrorCode::kInternal, "rendered again");
  EXPECT_TRUE(read(
      id,
      {.transform = {
           .width = 64, .height = 32, .fit = image::Fit::kCover, .format = Format::kAvif, .quality = Quality{33}}}));
}

TEST_F(ReadImage, ConvertsToJpegXlOnlyWhereItIsSwitchedOn) {
  ImageId id = ready("beach").image.id;
  const ConvertRequest request{.transform = {.format = Format::kJxl}};
  EXPECT_EQ(convert_image(*deps_, alice_, id, request, Deadline::max(), {}).error().field, "format");
  EXPECT_EQ(enqueue_convert(*deps_, alice_, id, request).error().field, "format");
  deps_->renditions.jxl_output = true;
  EXPECT_TRUE(convert_image(*deps_, alice_, id, request, Deadline::max(), {}));
}

TEST_F(ReadImage, MakesNoOriginalOfAFormatThatIsNotRead) {
  ImageId id = ready("beach").image.id;
  deps_->renditions.jxl_output = true;
  const ConvertRequest request{.transform = {.format = Format::kJxl}, .replace = true};
  EXPECT_EQ(convert_image(*deps_, alice_, id, request, Deadline::max(), {}).error().field, "format");
  deps_->limits.image.inputs.add(Format::kJxl);
  EXPECT_TRUE(convert_image(*deps_, alice_, id, request, Deadline::max(), {}));
}

TEST_F(ReadImage, ReplacesOnlyForTheOwnerOrAnAdmin) {
  ImageId id = ready("beach").image.id;
  access::Principal bob{alice_.tenant, SubjectId("bob"), {access::Role::kEditor}};
  auto refused =
      convert_image(*deps_, bob, id, {.transform = {.format = Format::kPng}, .replace = true}, Deadline::max(), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
}

}  // namespace
}  // namespace pictor::app
