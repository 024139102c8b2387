#include "hostile_work.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <map>
#include <new>
#include <string>

#include "codec/child/serve_requests.h"
#include "codec/protocol/channel.h"
#include "codec/protocol/reply.h"

namespace pictor::codec {
namespace {

// Where SCM_RIGHTS puts the descriptors of a request: the lowest free ones.
constexpr int kInput = kParentSocket + 1;
constexpr int kOutput = kParentSocket + 2;
constexpr std::size_t kPage = 4096;

/// Of the request being answered: the parent counts from 1, and so can its prisoner. (Pings, of which it does not hear,
/// put it out of step: tests that use check() use no command that sends by itself.)
std::uint32_t serial = 0;

/// For calls of which only the attempt counts.
void attempt(std::int64_t) {}

[[noreturn]] void spin() {
  for (volatile unsigned turns = 0;; turns = turns + 1) {
  }
}

[[noreturn]] void block() {
  for (;;) ::poll(nullptr, 0, -1);
}

void call_a_program() {
  std::array<char*, 1> none{nullptr};
  ::execve("/bin/true", none.data(), none.data());
}

void map_executable() {
  ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void make_executable() {
  void* page = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ::mprotect(page, kPage, PROT_READ | PROT_EXEC);
}

void keep_output_mapped() { ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_SHARED, kOutput, 0); }

void take_memory() {
  constexpr std::size_t kMore = std::size_t{8} << 30;
  volatile char* taken = new char[kMore];
  taken[0] = 1;
}

void crash() {
  volatile int* nowhere = nullptr;
  *nowhere = 1;  // NOLINT: that is the point
}

void overwrite_input() { attempt(::pwrite(kInput, "evil", 4, 0)); }

void send_garbage() { send_packet(kParentSocket, {static_cast<wire::Kind>(0xDEADBEEF), serial}, as_bytes("garbage")); }

void send_oversize() {
  const std::string much(2 * wire::kMaxPacketBytes, 'x');
  send_packet(kParentSocket, {wire::Kind::kFacts, serial}, as_bytes(much));
}

void send_descriptor() {
  const std::array fds{kInput};
  send_message(kParentSocket, serial, facts_reply({.width = 1, .height = 1}), fds);
}

void send_wild_progress() {
  send_message(kParentSocket, serial, wire::Progress{.done = std::numeric_limits<double>::quiet_NaN()});
}

void send_stale_facts() { send_message(kParentSocket, serial - 1, facts_reply({.width = 66, .height = 1})); }

void send_early_facts() { send_message(kParentSocket, serial, facts_reply({.width = 77, .height = 1})); }

/// Answers truthfully, then goes on writing into what it has handed over.
void write_after_reply() {
  const std::string picture = "\xFF\xD8\xFF\xE0 as it was";
  attempt(::pwrite(kOutput, picture.data(), picture.size(), 0));
  image::RenderOutcome outcome{.facts = {.width = 10, .height = 10}};
  outcome.renditions.push_back({.width = 5, .height = 5, .bytes = static_cast<std::int64_t>(picture.size())});
  send_message(kParentSocket, serial, rendered_reply(outcome));
  // Nobody can seal a file between its writes for ever: this ends as soon as the parent has.
  while (::pwrite(kOutput, picture.data(), picture.size(), 0) > 0) {
  }
  attempt(::pwrite(kOutput, "overwritten", 11, 0));
}

/// Starts a thread in which `crime` is committed, and waits for its end; without one, for ever.
template <void (*crime)()>
void in_a_thread() {
  pthread_t thread{};
  const int error = ::pthread_create(
      &thread, nullptr,
      [](void*) -> void* {
        crime();
        return nullptr;
      },
      nullptr);
  if (error != 0) std::abort();
  ::pthread_join(thread, nullptr);
}

void spin_a_little() { attempt(::sched_yield()); }
void open_a_file() { ::open("/etc/passwd", O_RDONLY); }
void open_a_socket() { ::socket(AF_INET, SOCK_STREAM, 0); }
void fork_off() { ::fork(); }

/// As vfork(2) does it: shares the memory, is a process all the same.
void clone_a_process() { ::syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, nullptr, nullptr, nullptr, nullptr); }

/// A thread with a namespace of its own.
void clone_into_a_namespace() {
  ::syscall(SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_NEWUSER, nullptr, nullptr, nullptr, nullptr);
}

/// A kernel that has the call would start a process: this one is told that it has not.
void clone3_a_process() {
  clone_args arguments{};
  arguments.exit_signal = SIGCHLD;
  if (::syscall(SYS_clone3, &arguments, sizeof(arguments)) >= 0 || errno != ENOSYS) crash();
}

/// Whether the truth about paths can be learned.
void look_for_a_file() {
  if (::syscall(SYS_faccessat, AT_FDCWD, "/no/such/file", F_OK) != 0) crash();
}

const std::map<std::string, void (*)(), std::less<>>& commands() {
  static const std::map<std::string, void (*)(), std::less<>> table{
      {"nothing", [] {}},
      {"open", open_a_file},
      {"socket", open_a_socket},
      {"execve", call_a_program},
      {"fork", fork_off},
      {"thread", in_a_thread<spin_a_little>},
      {"open-in-thread", in_a_thread<open_a_file>},
      {"socket-in-thread", in_a_thread<open_a_socket>},
      {"execve-in-thread", in_a_thread<call_a_program>},
      {"fork-in-thread", in_a_thread<fork_off>},
      {"clone-process", clone_a_process},
      {"clone-namespace", clone_into_a_namespace},
      {"clone3", clone3_a_process},
      {"look", look_for_a_file},
      {"ptrace", [] { ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }},
      {"kill", [] { ::kill(-1, SIGKILL); }},
      {"prctl", [] { ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }},
      {"dup", [] { attempt(::dup(kInput)); }},
      {"map-executable", map_executable},
      {"make-executable", make_executable},
      {"keep-output-mapped", keep_output_mapped},
      {"take-memory", take_memory},
      {"crash", crash},
      {"abort", [] { std::abort(); }},
      {"exit", [] { ::_exit(0); }},
      {"hang-up", [] { ::close(kParentSocket), spin(); }},
      {"spin", spin},
      {"block", block},
      {"overwrite-input", overwrite_input},
      {"send-garbage", send_garbage},
      {"send-oversize", send_oversize},
      {"send-descriptor", send_descriptor},
      {"send-wild-progress", send_wild_progress},
      {"send-early-facts", send_early_facts},
      {"send-stale-facts", send_stale_facts},
      {"write-after-reply", write_after_reply},
  };
  return table;
}

/// `name [number]`.
struct Command {
  std::string name;
  int number = 0;
};

Command command_in(Bytes file) {
  const std::string text(as_text(file));
  const std::size_t space = text.find(' ');
  if (space == std::string::npos) return {text, 10};
  return {text.substr(0, space), std::atoi(text.c_str() + space)};
}

void obey(const std::string& name) {
  const auto found = commands().find(name);
  if (found != commands().end()) found->second();
}

/// What an honest process would say of one small JPEG for every rendition.
Result<image::RenderOutcome> honest_outcome(const image::Plan& plan, const image::OutputSink& output) {
  image::RenderOutcome outcome{.facts = {.width = 10, .height = 10}};
  const std::string picture = "\xFF\xD8\xFF\xE0 made";
  std::int64_t offset = 0;
  for (const image::RenditionSpec& spec : plan.renditions) {
    TRY_VOID(output(as_bytes(picture)));
    const auto bytes = static_cast<std::int64_t>(picture.size());
    outcome.renditions.push_back({.format = spec.format, .width = 5, .height = 5, .offset = offset, .bytes = bytes});
    offset += bytes;
  }
  return outcome;
}

void falsify(const std::string& how, image::RenderOutcome& outcome) {
  image::RenditionOutcome& first = outcome.renditions.at(0);
  if (how == "offset-outside") first.offset = 1 << 20;
  if (how == "offset-negative") first.offset = -1;
  if (how == "bytes-overflow") first.bytes = std::numeric_limits<std::int64_t>::max();
  if (how == "format-unknown") first.format = static_cast<Format>(77);
  if (how == "size-zero") first.width = 0;
  if (how == "size-beyond-box") first.width = 5000;
  if (how == "not-its-format") first.offset = 4, first.bytes = 1;
  if (how == "one-too-few") outcome.renditions.pop_back();
  if (how == "unasked-placeholder") outcome.placeholder = Placeholder{"hash", "#ffffff"};
}

}  // namespace

/// glibc prepares for threads with the first one.
Result<void> HostileWork::warm_up(FormatSet inputs) {
  if (inputs.contains(Format::kSvg)) in_a_thread<spin_a_little>();
  return {};
}

Result<ImageFacts> HostileWork::probe(Bytes file, const image::Limits&) {
  ++serial;
  const Command command = command_in(file);
  obey(command.name);
  if (command.name == "count-requests") return ImageFacts{.width = static_cast<int>(serial), .height = 1};
  if (command.name == "fail-honestly")
    return fail_limit(ErrorCode::kTooManyPixels, "too many pixels", 100, command.number);
  if (command.name == "fail-with-escapes") return fail(ErrorCode::kCorruptImage, "bad\x1B[31m", "line\nbreak");
  if (command.name == "fail-as-the-server") return fail(ErrorCode::kForbidden, "forbidden");
  if (command.name == "facts-beyond-limits") return ImageFacts{.width = 1 << 30, .height = 1};
  return ImageFacts{.width = command.number, .height = 1};
}

Result<image::RenderOutcome> HostileWork::render(Bytes file, Bytes, const image::Plan& plan,
                                                 const image::OutputSink& output, const image::ProgressSink&) {
  ++serial;
  const Command command = command_in(file);
  send_message(kParentSocket, serial, wire::Progress{.done = 0.5});  // at once: tests wait for it
  obey(command.name);
  if (command.name == "write-much")
    for (const std::string megabyte(1 << 20, 'x');;) TRY_VOID(output(as_bytes(megabyte)));
  image::RenderOutcome outcome = TRY(honest_outcome(plan, output));
  falsify(command.name, outcome);
  return outcome;
}

}  // namespace pictor::codec
