#include "observe/log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <vector>

#include "base/clock.h"

namespace pictor::observe {
namespace {

/// What `write` sends to standard error.
template <class F>
std::string standard_error_of(F write) {
  testing::internal::CaptureStderr();
  write();
  return testing::internal::GetCapturedStderr();
}

/// Sets a level for one test.
class LogLevel {
 public:
  explicit LogLevel(Level level) { set_log_level(level); }
  ~LogLevel() { set_log_level(Level::kWarning); }
};

TEST(Log, WritesOneJsonObjectALine) {
  std::string text = standard_error_of([] {
    log(Level::kError, "codec.died", {{"pid", 17}, {"signal", "SIGSEGV"}, {"seconds", 0.5}, {"recycled", false}});
  });
  ASSERT_TRUE(text.ends_with('\n'));
  boost::json::value line = boost::json::parse(text);
  EXPECT_EQ(line.at("level").as_string(), "error");
  EXPECT_EQ(line.at("event").as_string(), "codec.died");
  EXPECT_EQ(line.at("pid").as_int64(), 17);
  EXPECT_EQ(line.at("signal").as_string(), "SIGSEGV");
  EXPECT_EQ(line.at("seconds").as_double(), 0.5);
  EXPECT_FALSE(line.at("recycled").as_bool());
  EXPECT_TRUE(parse_rfc3339(std::string(line.at("time").as_string())));
}

TEST(Log, AHostileTextCannotForgeALine) {
  std::string text =
      standard_error_of([] { log(Level::kError, "http.request", {{"path", "/x\n{\"event\":\"forged\"}"}}); });
  EXPECT_EQ(std::ranges::count(text, '\n'), 1);
  EXPECT_EQ(boost::json::parse(text).at("event").as_string(), "http.request");
}

TEST(Log, WritesNothingBelowItsLevel) {
  EXPECT_EQ(standard_error_of([] { log(Level::kInfo, "quiet"); }), "");
  LogLevel info(Level::kInfo);
  EXPECT_NE(standard_error_of([] { log(Level::kInfo, "heard"); }), "");
  EXPECT_EQ(standard_error_of([] { log(Level::kDebug, "quiet"); }), "");
}

TEST(Log, AnErrorIsWrittenWithEverythingItKnows) {
  Error error{.code = ErrorCode::kTooLarge,
              .message = "too large",
              .cause = "stat",
              .field = "file",
              .limit = 10,
              .actual = 11};
  boost::json::value line =
      boost::json::parse(standard_error_of([&] { log_error("upload.refused", error, {{"request", "r1"}}); }));
  EXPECT_EQ(line.at("code").as_string(), "too_large");
  EXPECT_EQ(line.at("message").as_string(), "too large");
  EXPECT_EQ(line.at("cause").as_string(), "stat");
  EXPECT_EQ(line.at("field").as_string(), "file");
  EXPECT_EQ(line.at("limit").as_int64(), 10);
  EXPECT_EQ(line.at("actual").as_int64(), 11);
  EXPECT_EQ(line.at("request").as_string(), "r1");
}

}  // namespace
}  // namespace pictor::observe
