#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "pool_test.h"

namespace pictor::codec {
namespace {

/// A process that runs hold_pool(), and what it writes.
class Holder {
 public:
  Holder() {
    std::array<int, 2> pipe{};
    EXPECT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    heard_ = UniqueFd(pipe[0]);
    const UniqueFd said(pipe[1]);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, said.get(), STDOUT_FILENO);
    std::string name = "pictor";
    std::string role = "hold-pool";
    std::array<char*, 3> arguments{name.data(), role.data(), nullptr};
    EXPECT_EQ(::posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, arguments.data(), environ), 0);
    ::posix_spawn_file_actions_destroy(&actions);
  }
  bool await_ready() const {
    char byte = 0;
    return ::read(heard_.get(), &byte, 1) == 1;
  }
  void kill() const {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  UniqueFd heard_;
};

pid_t parent_of(const std::filesystem::path& process) {
  std::ifstream status(process / "status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("PPid:")) return std::stoi(line.substr(5));
  return -1;  // it ended meanwhile
}

/// pidfds of the children of a process.
std::vector<UniqueFd> children_of(pid_t parent) {
  std::vector<UniqueFd> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos || parent_of(entry.path()) != parent) continue;
    children.emplace_back(static_cast<int>(::syscall(SYS_pidfd_open, std::stoi(name), 0)));
  }
  return children;
}

bool ends_soon(const UniqueFd& process) {
  pollfd ended{.fd = process.get(), .events = POLLIN};
  return ::poll(&ended, 1, 10'000) == 1;
}

class ParentDeath : public PoolTest {};

TEST_F(ParentDeath, EndsIdleAndBusyCodecProcesses) {
  const Holder holder;
  ASSERT_TRUE(holder.await_ready());
  const std::vector<UniqueFd> children = children_of(holder.pid());
  ASSERT_EQ(children.size(), 3U);
  holder.kill();
  for (const UniqueFd& child : children) EXPECT_TRUE(ends_soon(child));
}

}  // namespace
}  // namespace pictor::codec
