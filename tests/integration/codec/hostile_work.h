#pragma once

#include "codec/child/work.h"

namespace pictor::codec {

/// A codec process whose inputs are commands: the input's text names what it does before it answers (hostile_work.cc
/// has the table), and a number after it is what it answers. Stands for image code that an input has taken over.
class HostileWork final : public Work {
 public:
  Result<void> warm_up(FormatSet inputs) override;
  Result<ImageFacts> probe(Bytes file, const image::Limits& limits) override;
  Result<image::RenderOutcome> render(Bytes file, Bytes watermark, const image::Plan& plan,
                                      const image::OutputSink& output, const image::ProgressSink& progress) override;
};

}  // namespace pictor::codec
