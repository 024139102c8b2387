#include "codec/pool/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "codec/death.h"
#include "codec/protocol/exit_code.h"

namespace pictor::codec {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::string_view kNotProcessed = "the image could not be processed";

std::unexpected<Error> fail_start(std::string cause) {
  return fail(ErrorCode::kInternal, "codec process does not start", std::move(cause));
}

int poll_timeout(nanoseconds left) {
  constexpr nanoseconds kLongest = std::chrono::minutes(1);
  // Rounded up: a wait that ends early by a fraction would spin.
  return static_cast<int>(std::chrono::ceil<milliseconds>(std::clamp(left, nanoseconds(0), kLongest)).count());
}

}  // namespace

std::string_view to_string(Retirement why) {
  switch (why) {
    case Retirement::kNone:
      return "none";
    case Retirement::kRecycled:
      return "recycled";
    case Retirement::kDied:
      return "died";
    case Retirement::kDiedIdle:
      return "died_idle";
    case Retirement::kDeadline:
      return "deadline";
    case Retirement::kCancelled:
      return "cancelled";
    case Retirement::kOddReply:
      return "odd_reply";
    case Retirement::kOutOfTurn:
      return "out_of_turn";
  }
  std::abort();
}

Process::Process(Spawned spawned, const ProcessOptions& options)
    : options_(options), pid_(spawned.pid), socket_(std::move(spawned.socket)), born_in_(spawned.born_in) {}

Process::~Process() {
  if (reaped_) return;
  kill();
  reap();
}

Result<std::unique_ptr<Process>> Process::start(const ProcessOptions& options) {
  Spawned spawned = TRY(spawn(options.executable, options.arguments, options.niceness));
  std::unique_ptr<Process> process(new Process(std::move(spawned), options));
  TRY_VOID(process->set_up());
  return process;
}

Result<void> Process::set_up() {
  // Opened before the process becomes undumpable, after which /proc may hide it (proc(5), hidepid).
  statm_ = UniqueFd(::open(("/proc/" + std::to_string(pid_) + "/statm").c_str(), O_RDONLY | O_CLOEXEC));
  if (!statm_) return fail_errno(ErrorCode::kInternal, "codec process cannot be watched", "/proc/<pid>/statm", errno);
  if (const int error = ::clock_getcpuclockid(pid_, &cpu_clock_); error != 0)
    return fail_errno(ErrorCode::kInternal, "codec process cannot be watched", "clock_getcpuclockid", error);
  // The kernel's own limit is the backstop behind recycling and budgets.
  const std::chrono::seconds lifetime = options_.recycle_cpu + 2 * options_.cpu_budget;
  const wire::Start start{.memory_limit = options_.memory_limit,
                          .max_output_bytes = options_.max_output_bytes,
                          .cpu_seconds = lifetime.count(),
                          .inputs = options_.inputs};
  if (send_message(socket_.get(), serial_, start)) return {};
  return fail_errno(ErrorCode::kInternal, "codec process does not start", "sendmsg", errno);
}

Result<Confinement> Process::await_hello() {
  const Deadline deadline = std::chrono::steady_clock::now() + options_.start_timeout;
  const Result<Packet> packet = await_answer(deadline, CancelToken(), {});
  // No image is to blame here, whatever the process died of.
  if (!packet) return fail_start(packet.error().cause);
  const auto hello = packet->as<wire::Hello>();
  if (!hello) return fail_start("no hello");
  if (hello->failure.length > 0) return fail_start(text_from(hello->failure).value_or("no reason"));
  Confinement confinement = hello->confinement;
  confinement.pid_namespace |= born_in_.pid_namespace;
  confinement.user_namespace |= born_in_.user_namespace;
  confinement.network_namespace |= born_in_.network_namespace;
  confinement.ipc_namespace |= born_in_.ipc_namespace;
  confinement.uts_namespace |= born_in_.uts_namespace;
  return confinement;
}

Result<Packet> Process::ask(wire::Kind kind, Bytes body, std::span<const int> fds, Deadline deadline,
                            const CancelToken& cancel, const OnProgress& on_progress) {
  // Something to read now is the end of the process, or an answer to nothing.
  Packet unasked;
  const Receipt before = receive_packet(socket_.get(), unasked, /*wait=*/false);
  if (before == Receipt::kClosed) return fail_blameless(Retirement::kDiedIdle);
  if (before != Receipt::kNothing) return fail_blameless(Retirement::kOutOfTurn);
  cpu_at_request_ = cpu_time();
  const wire::Head head{.kind = kind, .serial = ++serial_};
  if (!send_packet(socket_.get(), head, body, fds)) return fail_blameless(Retirement::kDiedIdle);
  return await_answer(deadline, cancel, on_progress);
}

std::unexpected<Error> Process::fail_blameless(Retirement why) {
  retire(why);
  return fail(ErrorCode::kInternal, std::string(kNotProcessed), "a codec process ended before it had the request");
}

Result<Packet> Process::await_answer(Deadline deadline, const CancelToken& cancel, const OnProgress& on_progress) {
  for (;;) {
    Packet packet = TRY(next_packet(deadline, cancel));
    if (packet.head().serial != serial_) return fail_blameless(Retirement::kOutOfTurn);
    worn_ = packet.head().is_worn != 0;
    if (packet.head().kind != wire::Kind::kProgress) return packet;
    const auto progress = packet.as<wire::Progress>();
    if (!progress || !(progress->done >= 0 && progress->done <= 1)) TRY_VOID(refuse_reply("progress out of range"));
    if (on_progress) on_progress(progress->done);
  }
}

Result<Packet> Process::next_packet(Deadline deadline, const CancelToken& cancel) {
  Packet packet;
  Receipt receipt{};
  {
    // A kill wakes the wait below by closing the other end. The callback is gone before the process is reaped, so
    // that it never signals a stranger with the same number.
    const std::stop_callback on_cancel(cancel, [this] { kill(); });
    TRY_VOID(await_readable(deadline));
    receipt = receive_packet(socket_.get(), packet, /*wait=*/false);
  }
  if (receipt == Receipt::kPacket) return packet;
  if (receipt == Receipt::kNothing) return next_packet(deadline, cancel);
  if (receipt == Receipt::kOdd) TRY_VOID(refuse_reply("a packet that is none"));
  if (cancel.stop_requested()) {
    retire(Retirement::kCancelled);
    return fail(ErrorCode::kCancelled, "the work was cancelled");
  }
  return explain_end();
}

Result<void> Process::await_readable(Deadline deadline) {
  for (;;) {
    const nanoseconds wall_left = deadline - std::chrono::steady_clock::now();
    if (wall_left <= nanoseconds(0)) {
      retire(Retirement::kDeadline);
      return fail(ErrorCode::kDeadlineExceeded, "the image took too long", "wall deadline of the codec request");
    }
    // One thread cannot use processor time faster than the clock goes, so this is the first moment to look again. Those
    // of filters work while the first one waits; what a process does that was taken over ends with the wall's time.
    const nanoseconds cpu_left = options_.cpu_budget - (cpu_time() - cpu_at_request_);
    if (cpu_left <= nanoseconds(0)) {
      retire(Retirement::kDied);
      return fail_death("the image needs more processor time than allowed", "processor time budget used up");
    }
    pollfd readable{.fd = socket_.get(), .events = POLLIN};
    if (::poll(&readable, 1, poll_timeout(std::min(wall_left, cpu_left))) > 0) return {};
  }
}

Result<void> Process::refuse_reply(std::string_view what) {
  retire(Retirement::kOddReply);
  return fail_death(std::string(kNotProcessed), "sent a reply that cannot be believed: " + std::string(what));
}

std::unexpected<Error> Process::explain_end() {
  retire(Retirement::kDied);
  const int status = reap();
  if (WIFEXITED(status) && WEXITSTATUS(status) == kExitOutOfMemory)
    return fail_death("the image needs more memory than allowed", "out of memory");
  if (WIFEXITED(status) && WEXITSTATUS(status) == kExitAborted)
    return fail_death(std::string(kNotProcessed), "aborted");
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
    return fail_death(std::string(kNotProcessed), "forbidden system call");
  const std::string how = WIFSIGNALED(status) ? "killed by signal " + std::to_string(WTERMSIG(status))
                                              : "exited with status " + std::to_string(WEXITSTATUS(status));
  return fail_death(std::string(kNotProcessed), how);
}

void Process::consider_recycling() {
  if (retired_ != Retirement::kNone) return;
  if (worn_ || resident_bytes() > options_.recycle_rss || cpu_time() > options_.recycle_cpu)
    retired_ = Retirement::kRecycled;
}

std::int64_t Process::resident_bytes() const {
  std::array<char, 128> line{};
  if (::pread(statm_.get(), line.data(), line.size() - 1, 0) <= 0) return 0;  // it is dead; the next request finds out
  char* rest = nullptr;
  std::strtoll(line.data(), &rest, 10);  // the first number is the address space, the second is resident (proc(5))
  static const long page_bytes = ::sysconf(_SC_PAGESIZE);
  return std::strtoll(rest, nullptr, 10) * page_bytes;
}

nanoseconds Process::cpu_time() const {
  timespec used{};
  if (::clock_gettime(cpu_clock_, &used) != 0) return cpu_at_request_;  // it is dead, which the socket says too
  return std::chrono::seconds(used.tv_sec) + nanoseconds(used.tv_nsec);
}

void Process::kill() const { ::kill(pid_, SIGKILL); }

void Process::retire(Retirement why) {
  if (retired_ == Retirement::kNone) retired_ = why;
  kill();
}

int Process::reap() {
  // One that ended by itself keeps its status: a signal that comes later changes nothing.
  while (!reaped_ && ::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
  }
  reaped_ = true;
  return status_;
}

}  // namespace pictor::codec
