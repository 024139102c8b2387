#pragma once

#include <atomic>

#include "codec/codec.h"
#include "codec/pool/process_group.h"

namespace pictor::codec {

struct PoolOptions {
  int render_processes = 2;   ///< pictures that are made at a time; one core each
  int probe_processes = 1;    ///< a probe takes well under a millisecond, so one serves hundreds of uploads a second
  int upgrade_niceness = 10;  ///< of the one more process in which renditions are made better
  int max_waiting = 64;       ///< calls in each lane of each kind that may wait; more: longer waits, fewer kOverloaded
  std::chrono::seconds probe_cpu_budget{10};
  ProcessOptions process;  ///< of the render processes, and but for the CPU budget of the probe processes
};

/// Codec on a fixed number of confined processes. Any thread; the calls block.
class ProcessPool final : public Codec {
 public:
  /// Returns at once; the first calls wait until processes are up. The program must dispatch `arguments` of
  /// ProcessOptions to serve_requests() first thing in main().
  explicit ProcessPool(const PoolOptions& options);
  ~ProcessPool() override;  ///< calls must have ended

  Result<ImageFacts> probe(Input input, const image::Limits& limits, Deadline deadline) override;
  Result<Rendered> render(RenderInputs inputs, const image::Plan& plan, const Claim& claim, Deadline deadline,
                          CancelToken cancel, const std::function<void(double)>& progress) override;
  /// Errors: kInternal with the reason why processes do not start (no seccomp, broken binary) or do not answer.
  Result<void> check() override;

  /// What the processes gave up. Waits for the first one to start. Errors: as check().
  Result<Confinement> confinement();

 private:
  Result<ImageFacts> ask_probe(Input input, const image::Limits& limits, Deadline deadline);
  Result<Rendered> ask_render(const RenderInputs& inputs, const image::Plan& plan, const Claim& claim,
                              Deadline deadline, const CancelToken& cancel,
                              const std::function<void(double)>& progress);

  ProcessGroup renderers_;
  ProcessGroup upgraders_;
  ProcessGroup probers_;
  std::int64_t max_output_bytes_;
  std::chrono::milliseconds start_timeout_;
  std::atomic<int> busy_{0};
};

}  // namespace pictor::codec
