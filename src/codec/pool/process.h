#pragma once

#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "codec/confinement.h"
#include "codec/pool/spawn.h"
#include "codec/protocol/channel.h"

namespace pictor::codec {

struct ProcessOptions {
  std::string executable = "/proc/self/exe";    ///< default: this program, even when its file was replaced
  std::vector<std::string> arguments{"codec"};  ///< after the program's name
  std::int64_t memory_limit = 1536LL << 20;     ///< bytes of address space
  std::int64_t max_output_bytes = 512LL << 20;  ///< of one request's output
  std::int64_t recycle_rss = 192LL << 20;       ///< bytes; replaced when it rests on more than this after a request
  std::chrono::seconds recycle_cpu{30 * 60};    ///< replaced when it has used this much; bounds what a taken-over one
                                                ///< can do unseen
  std::chrono::seconds cpu_budget{60};          ///< of one request, user and system time
  std::chrono::milliseconds start_timeout{15'000};
  FormatSet inputs = kDefaultInputs;  ///< formats that it is asked to read; of SVG it takes threads and fonts
  int niceness = 0;                   ///< 0..19: how far it stands back behind other processes (nice(1))
};

/// Why a process is no longer used; also a metric's label.
enum class Retirement { kNone, kRecycled, kDied, kDiedIdle, kDeadline, kCancelled, kOddReply, kOutOfTurn };
std::string_view to_string(Retirement why);

/// One codec process: started, asked, killed. One thread at a time, but it must be made by a thread that outlives it
/// (see spawn()).
class Process {
 public:
  using OnProgress = std::function<void(double)>;

  /// Starts one; it is warming up when this returns. Errors: kInternal.
  static Result<std::unique_ptr<Process>> start(const ProcessOptions& options);
  ~Process();  ///< kills it and waits for its end
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Waits until it is confined. Errors: kInternal: it is not, and must not be used.
  Result<Confinement> await_hello();

  /// Sends a request and waits for its answer, which is not checked beyond its framing. Every error retires the process
  /// (why_retired()): kDeadlineExceeded, kCancelled, those of fail_death(), and kInternal when the process died before
  /// it had the request or answers to something else: not this input's doing, ask another one (is_blameless()).
  Result<Packet> ask(wire::Kind kind, Bytes body, std::span<const int> fds, Deadline deadline,
                     const CancelToken& cancel, const OnProgress& on_progress);
  bool is_blameless() const { return retired_ == Retirement::kDiedIdle || retired_ == Retirement::kOutOfTurn; }

  /// Kills it for a reply that cannot be believed.
  Result<void> refuse_reply(std::string_view what);

  /// Decides after a request whether it has grown or aged too much, or says that it is worn.
  void consider_recycling();
  Retirement why_retired() const { return retired_; }
  std::int64_t resident_bytes() const;
  pid_t pid() const { return pid_; }

 private:
  Process(Spawned spawned, const ProcessOptions& options);
  Result<void> set_up();
  void kill() const;
  int reap();
  void retire(Retirement why);
  std::unexpected<Error> explain_end();
  std::chrono::nanoseconds cpu_time() const;
  bool send(wire::Kind kind, Bytes body, std::span<const int> fds);
  std::unexpected<Error> fail_blameless(Retirement why);
  Result<Packet> await_answer(Deadline deadline, const CancelToken& cancel, const OnProgress& on_progress);
  Result<Packet> next_packet(Deadline deadline, const CancelToken& cancel);
  Result<void> await_readable(Deadline deadline);

  const ProcessOptions& options_;
  pid_t pid_;
  UniqueFd socket_;
  UniqueFd statm_;
  clockid_t cpu_clock_{};
  Confinement born_in_;
  std::chrono::nanoseconds cpu_at_request_{};
  std::uint32_t serial_ = 0;  ///< of the last request
  Retirement retired_ = Retirement::kNone;
  bool worn_ = false;  ///< it said so
  bool reaped_ = false;
  int status_ = 0;  ///< of waitpid(2), once reaped
};

}  // namespace pictor::codec
