#include "codec/pool/spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>

/// clone(2) under the name by which glibc exports it past ThreadSanitizer, whose wrapper takes every clone for a fork
/// and trips over shared memory.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the name is glibc's
extern "C" int __clone(int (*start)(void*), void* stack_top, int flags, void* argument, ...);

namespace pictor::codec {
namespace {

constexpr int kSocketInChild = 3;
constexpr std::size_t kStackBytes = 64 << 10;

/// What the child may know of our environment: how to load its libraries, and the switches of sanitizers. Secrets
/// come by environment, so nothing else.
constexpr std::array<std::string_view, 5> kInherited{"LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",
                                                     "MAGIC"};

/// glibc asks for huge pages where it maps memory (manual of glibc, "Memory Allocation Tunables"): pictures go back to
/// the system when they are freed, and to get them anew costs a fault for every 2 MiB instead of every 4 KiB.
constexpr const char* kHugePages = "GLIBC_TUNABLES=glibc.malloc.hugetlb=1";

std::vector<std::string> child_environment() {
  std::vector<std::string> variables{"LC_ALL=C.UTF-8", "TZ=UTC0", kHugePages};
  for (std::string_view name : kInherited)
    if (const char* value = std::getenv(std::string(name).c_str()))
      variables.push_back(std::string(name) + "=" + value);
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Everything the child needs between clone and exec, made before: it shares our memory and may not allocate.
struct Birth {
  std::string executable;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::vector<char*> argv;
  std::vector<char*> envp;
  int socket = -1;
  int null = -1;
  int priority = 0;  ///< of setpriority(2)
  int failure = 0;   ///< errno of what failed in the child
};

#if defined(PICTOR_SANITIZED)
constexpr int kFirstNulled = 1;  // from standard output down: reports of sanitizers go to our standard error
#else
constexpr int kFirstNulled = 2;
#endif

/// Runs in the child on its own stack, in our memory (CLONE_VM), while we are suspended (CLONE_VFORK): plain system
/// calls only, no library state touched.
__attribute__((disable_sanitizer_instrumentation)) int be_born(void* argument) {
  Birth& birth = *static_cast<Birth*>(argument);
  bool placed = true;
  for (int fd = kFirstNulled; fd >= 0; --fd) placed = placed && ::syscall(SYS_dup3, birth.null, fd, 0) == fd;
  placed = placed && ::syscall(SYS_dup3, birth.socket, kSocketInChild, 0) == kSocketInChild;
  placed = placed && ::syscall(SYS_close_range, kSocketInChild + 1, ~0U, 0) == 0;
  const std::uint64_t no_signals = 0;
  placed = placed && ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signals, nullptr, sizeof(no_signals)) == 0;
  placed = placed && ::syscall(SYS_setpriority, PRIO_PROCESS, 0, birth.priority) == 0;
  if (placed) ::syscall(SYS_execve, birth.executable.data(), birth.argv.data(), birth.envp.data());
  birth.failure = errno;
  ::syscall(SYS_exit_group, 127);
  __builtin_unreachable();
}

/// The descriptor moved out of the way of 0..3, which the child overwrites.
Result<UniqueFd> moved_up(const UniqueFd& fd) {
  UniqueFd moved(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 10));
  if (!moved) return fail_errno(ErrorCode::kInternal, "codec process cannot be started", "F_DUPFD_CLOEXEC", errno);
  return moved;
}

/// Signals are held back meanwhile: a handler of ours must not run in the child, in our memory.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~NoSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;

 private:
  sigset_t before_;
};

struct Attempt {
  int namespaces;
  Confinement born_in;
};

/// Root needs no user namespace for a pid namespace (and leaves the others after loading, child/namespaces.cc);
/// everybody else gets all at once or none.
std::array<Attempt, 3> attempts() {
  return {Attempt{CLONE_NEWPID, {.pid_namespace = true}},
          Attempt{CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS,
                  {.user_namespace = true,
                   .pid_namespace = true,
                   .network_namespace = true,
                   .ipc_namespace = true,
                   .uts_namespace = true}},
          Attempt{0, {}}};
}

Result<Spawned> clone_into(Birth& birth, const Attempt& attempt, void* stack_top) {
  const NoSignals quiet;
  birth.failure = 0;
  const pid_t pid = __clone(be_born, stack_top, attempt.namespaces | CLONE_VM | CLONE_VFORK | SIGCHLD, &birth);
  if (pid < 0) return fail_errno(ErrorCode::kInternal, "codec process cannot be started", "clone", errno);
  if (birth.failure == 0) return Spawned{.pid = pid, .socket = {}, .born_in = attempt.born_in};
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return fail_errno(ErrorCode::kInternal, "codec process cannot be started", "execve", birth.failure);
}

class Stack {
 public:
  Stack() : start_(::mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {}
  ~Stack() {
    if (start_ != MAP_FAILED) ::munmap(start_, kStackBytes);
  }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  void* top() const { return start_ == MAP_FAILED ? nullptr : static_cast<char*>(start_) + kStackBytes; }

 private:
  void* start_;
};

Result<Spawned> start(Birth& birth) {
  const Stack stack;
  if (stack.top() == nullptr)
    return fail_errno(ErrorCode::kInternal, "codec process cannot be started", "mmap", ENOMEM);
  Result<Spawned> spawned;
  for (const Attempt& attempt : attempts()) {
    spawned = clone_into(birth, attempt, stack.top());
    if (spawned) break;
  }
  return spawned;
}

}  // namespace

Result<Spawned> spawn(const std::string& executable, const std::vector<std::string>& arguments, int niceness) {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0)
    return fail_errno(ErrorCode::kInternal, "codec process cannot be started", "socketpair", errno);
  UniqueFd ours(pair[0]);
  const UniqueFd theirs(pair[1]);
  const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null) return fail_errno(ErrorCode::kInternal, "codec process cannot be started", "/dev/null", errno);
  const UniqueFd high_theirs = TRY(moved_up(theirs));
  const UniqueFd high_null = TRY(moved_up(null));
  Birth birth{.executable = executable,
              .arguments = {"pictor"},
              .environment = child_environment(),
              .argv = {},
              .envp = {},
              .socket = high_theirs.get(),
              .null = high_null.get(),
              .priority = ::getpriority(PRIO_PROCESS, 0) + niceness};
  birth.arguments.insert(birth.arguments.end(), arguments.begin(), arguments.end());
  birth.argv = pointers_to(birth.arguments);
  birth.envp = pointers_to(birth.environment);
  Spawned spawned = TRY(start(birth));
  spawned.socket = std::move(ours);
  return spawned;
}

}  // namespace pictor::codec
