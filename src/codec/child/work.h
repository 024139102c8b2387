#pragma once

#include "base/encoding.h"
#include "base/result.h"
#include "image/plan.h"
#include "image/render.h"

namespace pictor::codec {

/// What a codec process does with the inputs it is given. One thread.
class Work {
 public:
  virtual ~Work() = default;
  /// Called once before the process is confined: the last chance to open files, start threads or let a library
  /// initialise itself, for each of the formats `inputs`. No thread may be left. Errors end the process before it takes
  /// a request.
  virtual Result<void> warm_up(FormatSet inputs) = 0;
  virtual Result<ImageFacts> probe(Bytes file, const image::Limits& limits) = 0;
  /// `watermark` is the file of a second picture; empty where the plan wants none.
  virtual Result<image::RenderOutcome> render(Bytes file, Bytes watermark, const image::Plan& plan,
                                              const image::OutputSink& output, const image::ProgressSink& progress) = 0;
  /// Whether the last input has left the process in a state that later ones should not meet.
  virtual bool is_worn() const { return false; }
};

}  // namespace pictor::codec
