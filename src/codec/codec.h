#pragma once
// The port through which pixels are touched: pictures in by file descriptor, pictures out in a sealed memory file.

#include <functional>
#include <memory>
#include <optional>

#include "base/cancel.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "image/plan.h"

namespace pictor::codec {

/// A readable file with an image in it. Borrowed; read from offset 0 whatever the descriptor's position.
struct Input {
  int fd = -1;
  std::int64_t bytes = 0;
};

/// What one rendering reads.
struct RenderInputs {
  RenderInputs(Input wanted, std::optional<Input> laid_over = std::nullopt) : image(wanted), watermark(laid_over) {}
  Input image;
  std::optional<Input> watermark;  ///< as little trusted as the image; where a rendition of the plan has one
};

/// A read-only mapping of a sealed memory file.
class SealedOutput {
 public:
  SealedOutput() = default;
  SealedOutput(UniqueFd fd, Bytes mapped);  ///< takes over the mapping
  SealedOutput(SealedOutput&&) noexcept;
  SealedOutput& operator=(SealedOutput&&) noexcept;
  ~SealedOutput();
  Bytes bytes() const { return mapped_; }
  int fd() const { return fd_.get(); }

 private:
  UniqueFd fd_;
  Bytes mapped_;
};

/// What a rendering answered: the outcome, checked against the size of the output, and the bytes.
struct Rendered {
  image::RenderOutcome outcome;
  SealedOutput output;
  Bytes bytes_of(const image::RenditionOutcome& rendition) const {
    return output.bytes().subspan(static_cast<std::size_t>(rendition.offset),
                                  static_cast<std::size_t>(rendition.bytes));
  }
};

/// Who waits for a render, the most urgent first. Upgrades and probes have processes of their own.
enum class Lane {
  kInteractive,  ///< a client that waits for its picture
  kIngest,       ///< the renditions of a new image
  kUpgrade,      ///< what is there already, made better
};

/// What a render asks of the processes, by which it is admitted and waits its turn.
struct Claim {
  Lane lane = Lane::kInteractive;
  std::string tenant = {};            ///< those who wait share by it
  std::chrono::milliseconds work{0};  ///< predicted (policy::predicted_work()); 0: unknown
};

/// Decides and makes; never parses an image in the calling process. Calls block; any thread.
/// Errors of both: those of image::probe and image::render; kUnsupportedType also when libmagic and the magic-byte
/// table disagree; kOverloaded when the queue is full, or so long that the work would not be done by the deadline;
/// kDeadlineExceeded; kCancelled; kUnprocessable with cause "codec
/// process died" when the process crashed, was killed by its confinement or grew past its memory limit (the input is
/// suspect).
class Codec {
 public:
  virtual ~Codec() = default;
  virtual Result<ImageFacts> probe(Input input, const image::Limits& limits, Deadline deadline) = 0;
  virtual Result<Rendered> render(RenderInputs inputs, const image::Plan& plan, const Claim& claim, Deadline deadline,
                                  CancelToken cancel, const std::function<void(double)>& progress) = 0;
  /// Whether processes start and answer; for readiness.
  virtual Result<void> check() = 0;
};

/// Causes that mark an input as dangerous rather than merely bad: the process working on it died.
bool is_codec_death(const Error& error);

}  // namespace pictor::codec
