#include "app/process_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/change_image.h"
#include "app/convert_image.h"
#include "app/read_image.h"
#include "app/run_job.h"
#include "support/app_fixture.h"

namespace pictor::app {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

using ProcessImage = test::AppFixture;

TEST_F(ProcessImage, PublishesEveryPresetAndTheOptimizedVersionAndMarksTheImageReady) {
  ImageDetails image = ready("beach");
  EXPECT_EQ(image.image.status, ImageStatus::kReady);
  EXPECT_EQ(image.image.placeholder, (Placeholder{"hash", "#102030"}));
  EXPECT_THAT(image.thumbnails, SizeIs(8));
  ASSERT_TRUE(image.optimization);
  EXPECT_EQ(image.optimization->original_bytes, image.image.bytes);
  EXPECT_THAT(blob_names(), SizeIs(10));  // the original and nine pictures
}

TEST_F(ProcessImage, RendersOnceForAllPictures) {
  ready("beach");
  EXPECT_EQ(codec_.renders, 1);
}

TEST_F(ProcessImage, KeepsNothingOfAnImageThatIsPurgedMeanwhile) {
  ImageId id = uploaded("beach").image.id;
  codec_.during_render = [&] { EXPECT_TRUE(delete_image(*deps_, alice_, id, Purge::kYes)); };
  EXPECT_FALSE(run_next_job());
  EXPECT_THAT(blob_names(), IsEmpty());
}

TEST_F(ProcessImage, DropsItsPicturesWhenTheBytesAreReplacedMeanwhile) {
  ImageDetails image = ready("beach");
  ASSERT_TRUE(convert_image(*deps_, alice_, image.image.id, {.transform = {.format = Format::kPng}, .replace = true},
                            Deadline::max(), {}));
  ImageDetails replaced = details(image.image.id);
  EXPECT_NE(replaced.image.version, image.image.version);
  EXPECT_THAT(replaced.thumbnails, IsEmpty());
  codec_.during_render = [&] {
    codec_.during_render = [] {};
    EXPECT_TRUE(convert_image(*deps_, alice_, image.image.id, {.transform = {.format = Format::kGif}, .replace = true},
                              Deadline::max(), {}));
  };
  EXPECT_FALSE(run_next_job());
  ASSERT_TRUE(run_next_job());
  ImageDetails last = details(image.image.id);
  EXPECT_EQ(last.image.status, ImageStatus::kReady);
  EXPECT_EQ(last.image.facts.format, Format::kGif);
}

TEST_F(ProcessImage, ForASupersededVersionEndsWithoutRendering) {
  ImageDetails image = uploaded("beach");
  image.image.version = VersionId("0000000000000000");
  ImageProcessingJob stale = make_processing_job(*deps_, image.image);
  ASSERT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) -> Result<void> {
    TRY_VOID(jobs::cancel_for_image(session, alice_.tenant, image.image.id, clock_.now()));
    return jobs::enqueue(session, stale);
  }));
  EXPECT_TRUE(run_next_job());
  EXPECT_EQ(codec_.renders, 0);
}

TEST_F(ProcessImage, PutsTheReasonOnAnImageThatIsGivenUp) {
  ImageDetails image = uploaded("beach");
  ASSERT_TRUE(database_->write(sql::Durability::kRelaxed, [&](sql::Session& session) {
    return mark_failed(*deps_, session, make_processing_job(*deps_, image.image),
                       Error{.code = ErrorCode::kCorruptImage, .message = "no end of image"});
  }));
  Image failed = details(image.image.id).image;
  EXPECT_EQ(failed.status, ImageStatus::kFailed);
  EXPECT_EQ(failed.error_code, "corrupt_image");
  EXPECT_EQ(failed.error_message, "no end of image");
}

TEST_F(ProcessImage, TellsFinalErrorsFromPassingOnes) {
  auto hooks = job_hooks(*deps_);
  EXPECT_TRUE(hooks.is_permanent({.code = ErrorCode::kCorruptImage}));
  EXPECT_FALSE(hooks.is_permanent({.code = ErrorCode::kStorageUnavailable}));
  EXPECT_FALSE(hooks.is_permanent({.code = ErrorCode::kDeadlineExceeded}));
  EXPECT_TRUE(hooks.is_crash({.code = ErrorCode::kDeadlineExceeded}));
  EXPECT_FALSE(hooks.is_crash({.code = ErrorCode::kCorruptImage}));
}

TEST_F(ProcessImage, NamesItsPicturesByImageVersionAndRequest) {
  ImageDetails image = ready("beach");
  auto names = blob_names();
  names.pop_back();  // the original sorts last
  EXPECT_THAT(names, Each(StartsWith("d/" + image.image.id.str() + "/" + image.image.version.str() + "/")));
}

}  // namespace
}  // namespace pictor::app
