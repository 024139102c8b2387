// JPEG XL in real, confined processes.

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "image/decode/decode_file.h"
#include "image/probe.h"
#include "pool_test.h"
#include "support/sample_files.h"

namespace pictor::codec {
namespace {

using test::JxlSample;

PoolOptions image_pool() { return {.render_processes = 1, .process = {.arguments = {"codec", "images"}}}; }

/// Two pictures, one of them in JPEG XL, of a file that may be JPEG XL.
image::Plan small_plan() {
  image::Plan plan{.renditions = {{.box_width = 48}, {.box_width = 48, .format = Format::kJxl}}};
  plan.limits.inputs.add(Format::kJxl);
  return plan;
}

test::FileBytes damaged_file() {
  test::FileBytes file = test::make_jxl({.width = 200, .height = 150, .lossless = false});
  for (std::size_t at = 40; at < file.size(); at += 7) file[at] ^= 0x55;
  return file;
}

class JpegXl : public PoolTest {
 protected:
  static Result<Rendered> render(ProcessPool& pool, const test::FileBytes& jxl) {
    const Command file(as_text(jxl));
    return pool.render(file.input(), small_plan(), {Lane::kInteractive}, soon(), {}, {});
  }
};

TEST_F(JpegXl, IsDecodedAndEncodedInTheProcessThatMayNotStartThreads) {
  ProcessPool pool(image_pool());
  for (const JxlSample& sample : {JxlSample{.alpha = true, .depth = 16}, JxlSample{.lossless = false},
                                  JxlSample{.icc = test::display_p3_icc_profile()}}) {
    const auto rendered = render(pool, test::make_jxl(sample));
    ASSERT_TRUE(rendered.has_value()) << rendered.error().message << ": " << rendered.error().cause;
    EXPECT_EQ(rendered->outcome.facts.format, Format::kJxl);
    EXPECT_EQ(image::sniff_format(rendered->bytes_of(rendered->outcome.renditions[1])), Format::kJxl);
  }
}

TEST_F(JpegXl, ThatIsDamagedIsRefused) {
  ProcessPool pool(image_pool());
  const test::FileBytes whole = test::make_jxl({.width = 200, .height = 150, .lossless = false});
  for (const test::FileBytes& jxl : {damaged_file(), test::FileBytes(whole.begin(), whole.end() - 9)}) {
    const auto rendered = render(pool, jxl);
    ASSERT_FALSE(rendered.has_value());
    EXPECT_EQ(rendered.error().code, ErrorCode::kCorruptImage) << rendered.error().cause;
  }
}

/// Takes what is written to standard error, by this process and by those born meanwhile, until it is destroyed.
class CaughtErrors {
 public:
  CaughtErrors() : file_(::memfd_create("standard-error", MFD_CLOEXEC)), before_(::dup(STDERR_FILENO)) {
    ::dup2(file_.get(), STDERR_FILENO);
  }
  ~CaughtErrors() { ::dup2(before_.get(), STDERR_FILENO); }
  CaughtErrors(const CaughtErrors&) = delete;
  CaughtErrors& operator=(const CaughtErrors&) = delete;

  std::int64_t bytes() const { return ::lseek(file_.get(), 0, SEEK_END); }

 private:
  UniqueFd file_;
  UniqueFd before_;
};

/// libjxl says there what it does not like about a file: lines for every one, at an attacker's will.
TEST_F(JpegXl, ThatIsDamagedWritesNothingToTheServersStandardError) {
#if defined(PICTOR_SANITIZED)
  GTEST_SKIP() << "reports of sanitizers go to our standard error";
#endif
  const test::FileBytes damaged = damaged_file();
  const CaughtErrors errors;
  ASSERT_FALSE(image::decode_file(damaged));
  const std::int64_t by_libjxl = errors.bytes();
  ASSERT_GT(by_libjxl, 0) << "libjxl says nothing here: there is nothing to keep away";
  ProcessPool pool(image_pool());
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(render(pool, damaged));
  EXPECT_EQ(errors.bytes(), by_libjxl);
}

TEST_F(JpegXl, OfAsManyPixelsAsAreWrittenFitsIntoTheProcess) {
  ProcessPool pool(image_pool());
  const test::FileBytes large = test::make_jpeg({.width = 4500, .height = 4000});
  const Command file(as_text(large));
  const image::Plan plan{.renditions = {{.format = Format::kJxl, .effort = image::Effort::kFast},
                                        {.box_width = 100, .format = Format::kJxl}}};
  const auto rendered = pool.render(file.input(), plan, {Lane::kInteractive}, soon(), {}, {});
  ASSERT_TRUE(rendered.has_value()) << rendered.error().message << ": " << rendered.error().cause;
  EXPECT_EQ(rendered->outcome.renditions[0].width, 4500);
}

}  // namespace
}  // namespace pictor::codec
