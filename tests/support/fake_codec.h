#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "codec/codec.h"

namespace pictor::test {

/// A codec without pixels: says of every input what it is told to say, and makes renditions whose bytes name their
/// spec.
class FakeCodec final : public codec::Codec {
 public:
  Result<ImageFacts> probe(codec::Input input, const image::Limits& limits, Deadline deadline) override;
  Result<codec::Rendered> render(codec::RenderInputs inputs, const image::Plan& plan, const codec::Claim& claim,
                                 Deadline deadline, CancelToken cancel,
                                 const std::function<void(double)>& progress) override;
  Result<void> check() override { return {}; }

  Result<ImageFacts> facts = ImageFacts{Format::kJpeg, 4000, 3000, 1, false};
  Result<void> render_answer;                   ///< an error to answer every render with
  int fast_waste = 5;                           ///< bytes that an AVIF of fast effort is larger
  std::function<void()> during_render = [] {};  ///< called in the middle of a render
  std::atomic<int> renders = 0;
  image::Plan last_plan;  ///< of renders one after the other
  bool last_had_watermark = false;
};

}  // namespace pictor::test
