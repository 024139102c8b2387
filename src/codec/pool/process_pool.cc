#include "codec/pool/process_pool.h"

#include <array>
#include <atomic>
#include <vector>

#include "codec/pool/output_file.h"
#include "codec/pool/readonly_input.h"
#include "codec/protocol/reply.h"
#include "codec/protocol/request.h"
#include "observe/log.h"
#include "observe/metrics.h"

namespace pictor::codec {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPingDeadline{2'000};

GroupOptions render_group(const PoolOptions& options) {
  return {.processes = options.render_processes, .max_waiting = options.max_waiting, .process = options.process};
}

/// An upgrade takes seconds and nobody waits for it: in a process of those that make pictures it would be in the way of
/// somebody who does.
GroupOptions upgrade_group(const PoolOptions& options) {
  GroupOptions group{.processes = 1, .max_waiting = options.max_waiting, .process = options.process};
  group.process.niceness = options.upgrade_niceness;
  return group;
}

GroupOptions probe_group(const PoolOptions& options) {
  GroupOptions group{
      .processes = options.probe_processes, .max_waiting = options.max_waiting, .process = options.process};
  group.process.cpu_budget = options.probe_cpu_budget;
  return group;
}

/// Counts a request by how it ended and how long it took, waiting included.
class Measured {
 public:
  explicit Measured(std::string_view kind) : kind_(kind), start_(steady_clock::now()) {}
  template <class T>
  Result<T> ended(Result<T> result) const {
    const std::string_view outcome = result ? "ok" : to_string(result.error().code);
    observe::count("pictor_codec_requests_total", {{"kind", kind_}, {"outcome", outcome}});
    const std::chrono::duration<double> seconds = steady_clock::now() - start_;
    observe::observe("pictor_codec_seconds", {{"kind", kind_}}, seconds.count());
    if (!result && is_codec_death(result.error())) observe::log_error("codec.died", result.error(), {{"kind", kind_}});
    return result;
  }

 private:
  std::string_view kind_;
  steady_clock::time_point start_;
};

/// Keeps the gauge of working processes.
class Busy {
 public:
  explicit Busy(std::atomic<int>& count) : count_(count) { observe::set_gauge("pictor_codec_busy", {}, ++count_); }
  ~Busy() { observe::set_gauge("pictor_codec_busy", {}, --count_); }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

 private:
  std::atomic<int>& count_;
};

/// A question to whichever process is free.
struct Question {
  ProcessGroup& group;
  const Claim& claim;
  Deadline deadline;
  CancelToken cancel;
  Process::OnProgress on_progress;
};

/// What a process answered, and the process, which is not free before the answer was believed.
struct Answer {
  ProcessGroup::Lease process;
  Packet packet;
};

/// A process that had died or gone astray before it had the request is no answer: the next one is asked.
Result<Answer> ask(const Question& question, std::atomic<int>& busy_count, wire::Kind kind, Bytes body,
                   std::span<const int> fds) {
  for (;;) {
    ProcessGroup::Lease process = TRY(question.group.acquire(question.claim, question.deadline, question.cancel));
    const Busy busy(busy_count);
    Result<Packet> packet = process->ask(kind, body, fds, question.deadline, question.cancel, question.on_progress);
    if (packet) return Answer{std::move(process), *packet};
    if (!process->is_blameless()) return std::unexpected(packet.error());
  }
}

/// The honest result, or the end of a process that told nonsense.
template <class T>
Result<T> believed(Process& process, Checked<Result<T>> checked) {
  if (checked) return std::move(*checked);
  return std::unexpected(process.refuse_reply(checked.error()).error());
}

Result<void> ping(Process& process) {
  const Deadline deadline = steady_clock::now() + kPingDeadline;
  const wire::Ping request;
  const Packet packet = TRY(process.ask(wire::Kind::kPing, body_of(request), {}, deadline, CancelToken(), {}));
  if (packet.as<wire::Pong>()) return {};
  return process.refuse_reply("not an answer to a ping");
}

/// Busy processes are known to be alive: only idle ones are asked.
Result<void> check_group(ProcessGroup& group, Deadline deadline) {
  TRY(group.confinement(deadline));
  std::optional<ProcessGroup::Lease> idle = group.acquire_idle();
  return idle ? ping(**idle) : Result<void>{};
}

}  // namespace

ProcessPool::ProcessPool(const PoolOptions& options)
    : renderers_(render_group(options)),
      upgraders_(upgrade_group(options)),
      probers_(probe_group(options)),
      max_output_bytes_(options.process.max_output_bytes),
      start_timeout_(options.process.start_timeout) {}

ProcessPool::~ProcessPool() = default;

Result<ImageFacts> ProcessPool::probe(Input input, const image::Limits& limits, Deadline deadline) {
  const Measured measured("probe");
  return measured.ended(ask_probe(input, limits, deadline));
}

Result<Rendered> ProcessPool::render(RenderInputs inputs, const image::Plan& plan, const Claim& claim,
                                     Deadline deadline, CancelToken cancel,
                                     const std::function<void(double)>& progress) {
  const Measured measured("render");
  return measured.ended(ask_render(inputs, plan, claim, deadline, cancel, progress));
}

Result<ImageFacts> ProcessPool::ask_probe(Input input, const image::Limits& limits, Deadline deadline) {
  const wire::Probe request{.input_bytes = input.bytes, .limits = limits};
  const UniqueFd copy = TRY(readonly_copy(input));
  const std::array fds{copy ? copy.get() : input.fd};
  const Claim claim;
  const Question question{probers_, claim, deadline, CancelToken(), {}};
  const Answer answer = TRY(ask(question, busy_, wire::Kind::kProbe, body_of(request), fds));
  return believed(*answer.process, read_probe_reply(answer.packet, limits));
}

Result<Rendered> ProcessPool::ask_render(const RenderInputs& inputs, const image::Plan& plan, const Claim& claim,
                                         Deadline deadline, const CancelToken& cancel,
                                         const std::function<void(double)>& progress) {
  const wire::Render request =
      TRY(render_request(inputs.image.bytes, inputs.watermark ? inputs.watermark->bytes : 0, plan));
  const UniqueFd copy = TRY(readonly_copy(inputs.image));
  OutputFile output = TRY(OutputFile::make());
  std::vector<int> fds{copy ? copy.get() : inputs.image.fd, output.fd()};
  UniqueFd watermark_copy;
  if (request.watermark_bytes > 0) {
    watermark_copy = TRY(readonly_copy(*inputs.watermark));
    fds.push_back(watermark_copy ? watermark_copy.get() : inputs.watermark->fd);
  }
  ProcessGroup& group = claim.lane == Lane::kUpgrade ? upgraders_ : renderers_;
  const Question question{group, claim, deadline, cancel, progress};
  const Answer answer = TRY(ask(question, busy_, wire::Kind::kRender, body_of(request), fds));
  Result<SealedOutput> sealed = std::move(output).seal(max_output_bytes_);
  if (!sealed) return std::unexpected(answer.process->refuse_reply(sealed.error().cause).error());
  image::RenderOutcome outcome =
      TRY(believed(*answer.process, read_render_reply(answer.packet, plan, sealed->bytes())));
  return Rendered{std::move(outcome), std::move(*sealed)};
}

Result<void> ProcessPool::check() {
  const Deadline deadline = steady_clock::now() + start_timeout_;
  TRY_VOID(check_group(probers_, deadline));
  TRY_VOID(check_group(upgraders_, deadline));
  return check_group(renderers_, deadline);
}

Result<Confinement> ProcessPool::confinement() { return renderers_.confinement(steady_clock::now() + start_timeout_); }

}  // namespace pictor::codec
