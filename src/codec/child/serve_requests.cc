#include "codec/child/serve_requests.h"

#include <malloc.h>
#include <poll.h>

#include <chrono>
#include <cstdlib>
#include <new>

#include "codec/child/confine.h"
#include "codec/child/last_words.h"
#include "codec/child/mapped_input.h"
#include "codec/child/output_writer.h"
#include "codec/child/progress_reporter.h"
#include "codec/protocol/channel.h"
#include "codec/protocol/exit_code.h"
#include "codec/protocol/reply.h"
#include "codec/protocol/request.h"

namespace pictor::codec {
namespace {

using std::chrono::steady_clock;

/// After this much idleness free memory goes back to the system: not sooner, so that the next request of a busy process
/// finds its buffers warm (fresh zero-filled planes cost as much as decoding).
constexpr int kIdleMilliseconds = 200;
constexpr std::uint32_t kHelloSerial = 0;  // of kStart, which it answers

[[noreturn]] void give_up(ExitCode code) { ::_exit(code); }

/// One request and where its answer goes.
struct Request {
  Packet packet;
  std::vector<UniqueFd> fds;

  template <wire::Message M>
  void answer(const M& message, bool is_worn = false) const {
    const wire::Head head{.kind = M::kKind, .serial = packet.head().serial, .is_worn = is_worn ? 1U : 0U};
    if (!send_packet(kParentSocket, head, body_of(message))) give_up(kExitDone);
  }
};

/// Waits for the next request; false when the parent is gone.
bool next_request(Request& request) {
  request.fds.clear();
  pollfd readable{.fd = kParentSocket, .events = POLLIN};
  if (::poll(&readable, 1, kIdleMilliseconds) == 0) ::malloc_trim(0);
  switch (receive_packet(kParentSocket, request.packet, /*wait=*/true, &request.fds)) {
    case Receipt::kPacket:
      return true;
    case Receipt::kClosed:
      return false;
    default:
      give_up(kExitProtocol);
  }
}

Result<ImageFacts> probe(Work& work, const wire::Probe& asked, const Request& request) {
  if (request.fds.size() != 1) give_up(kExitProtocol);
  const MappedInput input = TRY(MappedInput::map(request.fds[0].get(), asked.input_bytes));
  return work.probe(input.bytes(), asked.limits);
}

Result<image::RenderOutcome> render(Work& work, const wire::Render& asked, const Request& request) {
  const bool watermarked = asked.watermark_bytes > 0;
  if (request.fds.size() != (watermarked ? 3U : 2U)) give_up(kExitProtocol);
  const MappedInput input = TRY(MappedInput::map(request.fds[0].get(), asked.input_bytes));
  // Of no bytes nothing is mapped, whatever the descriptor.
  const MappedInput watermark = TRY(MappedInput::map(request.fds.back().get(), asked.watermark_bytes));
  OutputWriter output(request.fds[1].get());
  ProgressReporter progress(kParentSocket, request.packet.head().serial, steady_clock::now());
  const auto write = [&output](Bytes bytes) { return output.append(bytes); };
  const auto report = [&progress](double done) { progress.report(done, steady_clock::now()); };
  return work.render(input.bytes(), watermark.bytes(), plan_from(asked), write, report);
}

/// The files are let go of before the answer: the parent then looks at how much memory this process rests on.
template <class T>
void answer_with(const Work& work, const Result<T>& outcome, Request& request, auto reply) {
  request.fds.clear();
  outcome ? request.answer(reply(*outcome), work.is_worn())
          : request.answer(failed_reply(outcome.error()), work.is_worn());
}

void answer(Work& work, Request& request) {
  if (const auto asked = request.packet.as<wire::Render>())
    return answer_with(work, render(work, *asked, request), request, rendered_reply);
  if (const auto asked = request.packet.as<wire::Probe>())
    return answer_with(work, probe(work, *asked, request), request, facts_reply);
  if (request.packet.as<wire::Ping>()) return request.answer(wire::Pong{});
  give_up(kExitProtocol);
}

std::optional<wire::Start> receive_start() {
  Packet packet;
  if (receive_packet(kParentSocket, packet, /*wait=*/true) != Receipt::kPacket) return std::nullopt;
  return packet.as<wire::Start>();
}

constexpr int kOwnMapping = 1 << 20;  ///< bytes of an allocation that gets pages of its own

Result<Confinement> prepare(Work& work, const wire::Start& start) {
  ::mallopt(M_ARENA_MAX, 1);
  // Pictures go back to the system when they are freed: glibc would move the threshold up to 32 MiB and keep them.
  ::mallopt(M_MMAP_THRESHOLD, kOwnMapping);
  install_last_words();
  TRY_VOID(work.warm_up(start.inputs));
  ::malloc_trim(0);
  return confine({.address_space = start.memory_limit,
                  .file_bytes = start.max_output_bytes,
                  .cpu = std::chrono::seconds(start.cpu_seconds)},
                 start.inputs.contains(Format::kSvg) ? Threads::kMayBeStarted : Threads::kNone);
}

}  // namespace

int serve_requests(Work& work) {
  const std::optional<wire::Start> start = receive_start();
  if (!start) return kExitProtocol;
  const Result<Confinement> confinement = prepare(work, *start);
  if (!confinement) {
    const Error& why = confinement.error();
    send_message(kParentSocket, kHelloSerial, wire::Hello{.failure = wire_text<240>(why.message + ": " + why.cause)});
    return kExitNotConfined;
  }
  if (!send_message(kParentSocket, kHelloSerial, wire::Hello{.confinement = *confinement})) return kExitDone;
  for (Request request; next_request(request);) answer(work, request);
  return kExitDone;
}

}  // namespace pictor::codec
