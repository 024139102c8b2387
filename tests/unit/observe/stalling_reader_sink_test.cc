#include "observe/stalling_reader_sink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <string>

#include "base/unique_fd.h"

namespace pictor::observe {
namespace {

/// A pipe with the sink at its writing end; nobody reads unless the test does.
class StallingReader : public testing::Test {
 protected:
  StallingReader() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
    reading_ = UniqueFd(ends[0]);
    writing_ = UniqueFd(ends[1]);
    sink_ = std::make_unique<StallingReaderSink>(writing_.get(),
                                                 [](std::int64_t lost) { return "lost " + std::to_string(lost); });
  }

  void write(std::string_view line) {
    sink_->log(spdlog::details::log_msg("test", spdlog::level::err, spdlog::string_view_t(line.data(), line.size())));
  }

  /// Everything that is in the pipe now.
  std::string read_all() {
    ::fcntl(reading_.get(), F_SETFL, O_NONBLOCK);
    std::string text;
    std::array<char, 4096> part;
    for (ssize_t got; (got = ::read(reading_.get(), part.data(), part.size())) > 0;) text.append(part.data(), got);
    return text;
  }

  /// Lines of which not all fit into the pipe.
  static constexpr int kTooMany = 200;
  static const std::string& long_line() {
    static const std::string line(1000, 'x');
    return line;
  }

  UniqueFd reading_;
  UniqueFd writing_;
  std::unique_ptr<StallingReaderSink> sink_;
};

TEST_F(StallingReader, GetsEveryLineWhileItReads) {
  write("one");
  write("two");
  EXPECT_EQ(read_all(), "one\ntwo\n");
}

TEST_F(StallingReader, DoesNotStallTheWriterForLong) {
  auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kTooMany; ++i) write(long_line());
  // Waiting for each of the lines that do not fit would take over ten seconds.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST_F(StallingReader, IsToldHowManyLinesItMissed) {
  for (int i = 0; i < kTooMany; ++i) write(long_line());
  std::string before = read_all();
  write("after");
  auto whole_lines = std::ranges::count(before, '\n');
  EXPECT_LT(whole_lines, kTooMany);
  std::string expected = "lost " + std::to_string(kTooMany - whole_lines) + "\nafter\n";
  std::string after = read_all();
  EXPECT_TRUE(after.ends_with(expected)) << after;
  EXPECT_LE(after.size(), expected.size() + 1) << "at most a line break may end a line that was cut";
}

}  // namespace
}  // namespace pictor::observe
