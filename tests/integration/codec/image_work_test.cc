// The real work in real, confined processes.

#include "codec/child/image_work.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "codec/child/tiny_png.h"
#include "image/probe.h"
#include "pool_test.h"
#include "support/repository.h"
#include "support/sample_files.h"

namespace pictor::codec {
namespace {

constexpr std::array kFormats{Format::kJpeg, Format::kPng, Format::kGif, Format::kWebp, Format::kAvif, Format::kJxl};

PoolOptions image_pool() { return {.render_processes = 1, .process = {.arguments = {"codec", "images"}}}; }

/// Every format by both efforts, the optimized version and the placeholder.
image::Plan plan_of_everything() {
  image::Plan plan{.optimize = image::OptimizeSpec{.max_side = 64}, .placeholder = true};
  for (Format format : kFormats)
    for (image::Effort effort : {image::Effort::kFast, image::Effort::kSmall})
      plan.renditions.push_back({.box_width = 48, .box_height = 48, .format = format, .effort = effort});
  return plan;
}

Command png(int side) {
  const std::vector<std::uint8_t> file = tiny_png(side);
  return Command(as_text(file));
}

class Images : public PoolTest {};

TEST_F(Images, AreProbed) {
  ProcessPool pool(image_pool());
  const Command file = png(200);
  const auto facts = pool.probe(file.input(), {}, soon());
  ASSERT_TRUE(facts.has_value()) << facts.error().cause;
  EXPECT_EQ(*facts, (ImageFacts{.format = Format::kPng, .width = 200, .height = 200, .has_alpha = true}));
}

TEST_F(Images, AreRenderedInEveryFormat) {
  ProcessPool pool(image_pool());
  const Command file = png(200);
  const auto rendered = pool.render(file.input(), plan_of_everything(), {Lane::kInteractive}, soon(), {}, {});
  ASSERT_TRUE(rendered.has_value()) << rendered.error().message << ": " << rendered.error().cause;
  ASSERT_EQ(rendered->outcome.renditions.size(), 2 * kFormats.size());
  for (const image::RenditionOutcome& made : rendered->outcome.renditions) {
    EXPECT_EQ(made.width, 48) << to_string(made.format);
    EXPECT_EQ(image::sniff_format(rendered->bytes_of(made)), made.format);
  }
  EXPECT_TRUE(rendered->outcome.optimized.has_value());
  EXPECT_TRUE(rendered->outcome.placeholder.has_value());
}

TEST_F(Images, OfHevcAreDecodedInTheProcessThatMayNotStartThreads) {
  ProcessPool pool(image_pool());
  for (const test::HeicSample& sample :
       {test::HeicSample{.alpha = true},
        test::HeicSample{
            .width = 120, .height = 100, .depth = 10, .primaries = 9, .transfer = 16, .columns = 2, .rows = 2}}) {
    const test::FileBytes heic = test::make_heic(sample);
    const Command file(as_text(heic));
    const auto rendered = pool.render(file.input(), plan_of_everything(), {Lane::kInteractive}, soon(), {}, {});
    ASSERT_TRUE(rendered.has_value()) << rendered.error().message << ": " << rendered.error().cause;
    EXPECT_EQ(rendered->outcome.facts.format, Format::kHeic);
  }
}

TEST_F(Images, BeyondALimitAreRefusedWithBothNumbers) {
  ProcessPool pool(image_pool());
  const Command file = png(200);
  const auto facts = pool.probe(file.input(), {.max_pixels = 1000}, soon());
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().code, ErrorCode::kTooManyPixels);
  EXPECT_EQ(facts.error().limit, 1000);
  EXPECT_EQ(facts.error().actual, 40'000);
}

TEST_F(Images, ThatAreNoneAreRefused) {
  ProcessPool pool(image_pool());
  for (const char* text : {"", "x", "<html><script>alert(1)</script></html>", "%PDF-1.7 and so on"}) {
    const Command file(text);
    const auto facts = pool.probe(file.input(), {}, soon());
    ASSERT_FALSE(facts.has_value()) << text;
    EXPECT_EQ(facts.error().code, ErrorCode::kUnsupportedType) << text;
  }
}

TEST(AgreementOnTypes, HoldsForWhatBothKnow) {
  const Result<TypeAgreement> types = TypeAgreement::load();
  ASSERT_TRUE(types.has_value());
  EXPECT_EQ(types->format_of(tiny_png(4)).value(), Format::kPng);
}

TEST(AgreementOnTypes, IsRefusedWhereLibmagicSeesSomethingElse) {
  const Result<TypeAgreement> types = TypeAgreement::load();
  ASSERT_TRUE(types.has_value());
  // Our table needs the signature alone; libmagic also wants an IHDR behind it.
  const std::string bare_signature = std::string("\x89PNG\r\n\x1A\n", 8) + std::string(64, '\x01');
  ASSERT_EQ(image::sniff_format(as_bytes(bare_signature)), Format::kPng);
  const Result<Format> format = types->format_of(as_bytes(bare_signature));
  ASSERT_FALSE(format.has_value());
  EXPECT_EQ(format.error().code, ErrorCode::kUnsupportedType);
}

/// Small files of the corpus that begin as one of our formats.
std::vector<std::filesystem::path> small_images() {
  constexpr std::uintmax_t kSmall = 300'000;
  std::vector<std::filesystem::path> images;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(test::corpus_folder())) {
    if (!entry.is_regular_file() || entry.file_size() > kSmall) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string head(32, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    if (image::sniff_format(as_bytes(head))) images.push_back(entry.path());
  }
  return images;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The filter is as tight as decoding and encoding allow: no file, good or bad, may need a call that it forbids.
TEST_F(Images, OfTheCorpusNeverNeedAForbiddenSystemCall) {
  if (!std::filesystem::exists(test::corpus_folder()))
    GTEST_SKIP() << "no corpus: " << test::corpus_folder() << " is missing (PICTOR_CORPUS)";
  ProcessPool pool(image_pool());
  const image::Limits limits{.max_pixels = 4'000'000, .max_total_pixels = 8'000'000};
  int rendered = 0;
  for (const std::filesystem::path& path : small_images()) {
    SCOPED_TRACE(path);
    const Command file(content_of(path));
    image::Plan plan = plan_of_everything();
    plan.limits = limits;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const auto outcome = pool.render(file.input(), plan, {Lane::kInteractive}, deadline, {}, {});
    if (outcome) ++rendered;
    EXPECT_FALSE(!outcome && is_codec_death(outcome.error())) << outcome.error().cause;
  }
  EXPECT_GT(rendered, 100);
}

}  // namespace
}  // namespace pictor::codec
