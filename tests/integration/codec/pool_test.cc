#include "pool_test.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "observe/metrics.h"

namespace pictor::codec {
namespace {

std::size_t open_descriptors() {
  return static_cast<std::size_t>(std::ranges::distance(std::filesystem::directory_iterator("/proc/self/fd")));
}

}  // namespace

Command::Command(std::string_view text)
    : fd_(::memfd_create("input", MFD_CLOEXEC)), bytes_(static_cast<std::int64_t>(text.size())) {
  EXPECT_EQ(::pwrite(fd_.get(), text.data(), text.size(), 0), bytes_);
}

std::string Command::content() const {
  std::string text(static_cast<std::size_t>(bytes_), '\0');
  EXPECT_EQ(::pread(fd_.get(), text.data(), text.size(), 0), bytes_);
  return text;
}

PoolOptions hostile_pool() {
  return {.render_processes = 1, .process = {.arguments = {"codec"}, .max_output_bytes = 4 << 20}};
}

std::vector<std::string> child_pids() {
  std::vector<std::string> pids;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream children(task.path() / "children");
    for (std::string pid; children >> pid;) pids.push_back(pid);
  }
  return pids;
}

image::Plan one_rendition() { return {.renditions = {{.box_width = 100, .box_height = 100}}}; }

Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(30); }

void PoolTest::SetUp() { open_before_ = open_descriptors(); }

void PoolTest::TearDown() {
  EXPECT_EQ(open_descriptors(), open_before_) << "descriptors were left open";
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace pictor::codec
