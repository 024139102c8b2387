#include "codec/child/system_call_filter.h"

#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <vector>

#include "codec/child/serve_requests.h"

namespace pictor::codec {
namespace {

struct Rule {
  int call;
  std::vector<scmp_arg_cmp> arguments;
  std::uint32_t action = SCMP_ACT_ALLOW;
};

scmp_arg_cmp argument_is(unsigned index, scmp_datum_t value) { return {index, SCMP_CMP_EQ, value, 0}; }
scmp_arg_cmp argument_has(unsigned index, scmp_datum_t mask, scmp_datum_t value) {
  return {index, SCMP_CMP_MASKED_EQ, mask, value};
}

/// What decoding and answering take. mmap is private memory only: a shared writable mapping of the output would outlive
/// its seal. Memory is never executable. No call takes a path, makes a descriptor or reaches another process.
std::vector<Rule> allowed_calls() {
  const auto own_pid = static_cast<scmp_datum_t>(::getpid());
  return {
      // Talking to the parent, and warnings of libraries to standard error.
      {SCMP_SYS(recvmsg), {argument_is(0, kParentSocket)}},
      {SCMP_SYS(sendmsg), {argument_is(0, kParentSocket)}},
      {SCMP_SYS(poll), {}},
      {SCMP_SYS(ppoll), {}},
      {SCMP_SYS(write), {argument_is(0, STDERR_FILENO)}},
      // Input and output.
      {SCMP_SYS(pwrite64), {}},
      {SCMP_SYS(close), {}},
      // Memory.
      {SCMP_SYS(mmap), {argument_has(2, PROT_EXEC, 0), argument_has(3, MAP_TYPE, MAP_PRIVATE)}},
      {SCMP_SYS(mprotect), {argument_has(2, PROT_EXEC, 0)}},
      {SCMP_SYS(munmap), {}},
      {SCMP_SYS(mremap), {}},
      {SCMP_SYS(brk), {}},
      {SCMP_SYS(madvise), {}},
      // Locks, clocks, chance.
      {SCMP_SYS(futex), {}},
      {SCMP_SYS(clock_gettime), {}},
      {SCMP_SYS(gettimeofday), {}},
      {SCMP_SYS(getrandom), {}},
      // Ending, also by abort(), so that a broken invariant is told apart from a forbidden call.
      {SCMP_SYS(exit), {}},
      {SCMP_SYS(exit_group), {}},
      {SCMP_SYS(rt_sigreturn), {}},
      {SCMP_SYS(restart_syscall), {}},
      {SCMP_SYS(rt_sigprocmask), {}},
      {SCMP_SYS(getpid), {}},
      {SCMP_SYS(gettid), {}},
      {SCMP_SYS(tgkill), {argument_is(0, own_pid), argument_is(2, SIGABRT)}},
#ifdef PICTOR_SANITIZED
      // The runtimes look at the clock and the stack, and report through files that are open already.
      {SCMP_SYS(sigaltstack), {}},
      {SCMP_SYS(rt_sigaction), {}},
      {SCMP_SYS(sched_yield), {}},
      {SCMP_SYS(clock_nanosleep), {}},
      {SCMP_SYS(getrusage), {}},
      {SCMP_SYS(mincore), {}},
      {SCMP_SYS(pipe2), {}},  // UBSan tries whether memory can be read by writing it into a pipe
      {SCMP_SYS(write), {}},
      {SCMP_SYS(fstat), {}},
      {SCMP_SYS(newfstatat), {}},
#endif
  };
}

/// What pthread_create(3) of glibc asks of clone(2), to the bit: a thread of this process and nothing else.
constexpr scmp_datum_t kNewThread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_SIGHAND | CLONE_THREAD |
                                    CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;

/// What starting a thread and drawing text take beside (docs/adr/0014). The flags of clone3 lie in memory, where no
/// filter sees them: it is a call that the kernel does not have, for which glibc then uses clone. Pango asks whether
/// the file of a font, open long since, may be read: yes, without a look at any path.
std::vector<Rule> calls_of_threads() {
  return {
      {SCMP_SYS(clone), {argument_is(0, kNewThread)}},
      {SCMP_SYS(clone3), {}, SCMP_ACT_ERRNO(ENOSYS)},
      {SCMP_SYS(set_robust_list), {}},
      {SCMP_SYS(rseq), {}},
      {SCMP_SYS(sched_yield), {}},
      {SCMP_SYS(sched_getaffinity), {}},
      {SCMP_SYS(access), {}, SCMP_ACT_ERRNO(0)},
      {SCMP_SYS(faccessat), {}, SCMP_ACT_ERRNO(0)},
  };
}

Result<void> refused(std::string_view call, int negative_errno) {
  return fail_errno(ErrorCode::kInternal, "codec process cannot be confined", call, -negative_errno);
}

Result<void> add(scmp_filter_ctx filter, const Rule& rule) {
  // A call that the architecture does not have (poll on arm64) is accepted and ignored.
  const int error = ::seccomp_rule_add_array(filter, rule.action, rule.call,
                                             static_cast<unsigned>(rule.arguments.size()), rule.arguments.data());
  return error == 0 ? Result<void>{} : refused("seccomp_rule_add", error);
}

}  // namespace

Result<void> filter_system_calls(Threads threads) {
  const std::unique_ptr<void, decltype(&::seccomp_release)> filter(::seccomp_init(SCMP_ACT_KILL_PROCESS),
                                                                   &::seccomp_release);
  if (!filter) return fail(ErrorCode::kInternal, "codec process cannot be confined", "seccomp_init");
  for (const auto attribute : {SCMP_FLTATR_CTL_TSYNC, SCMP_FLTATR_CTL_NNP, SCMP_FLTATR_API_SYSRAWRC})
    if (const int error = ::seccomp_attr_set(filter.get(), attribute, 1); error != 0)
      return refused("seccomp_attr_set", error);
  if (const int error = ::seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS); error != 0)
    return refused("seccomp_attr_set", error);
  for (const Rule& rule : allowed_calls()) TRY_VOID(add(filter.get(), rule));
  if (threads == Threads::kMayBeStarted)
    for (const Rule& rule : calls_of_threads()) TRY_VOID(add(filter.get(), rule));
  const int error = ::seccomp_load(filter.get());
  return error == 0 ? Result<void>{} : refused("seccomp_load", error);
}

}  // namespace pictor::codec
