#include "support/fake_codec.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

namespace pictor::test {
namespace {

codec::SealedOutput sealed(const std::string& text) {
  UniqueFd file(::memfd_create("fake-output", MFD_CLOEXEC));
  if (::pwrite(file.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) std::abort();
  void* mapped = ::mmap(nullptr, text.size(), PROT_READ, MAP_SHARED, file.get(), 0);
  if (mapped == MAP_FAILED) std::abort();
  return codec::SealedOutput(std::move(file), {static_cast<const std::uint8_t*>(mapped), text.size()});
}

image::RenditionOutcome append(std::string& output, Format format, int width, int height, int quality) {
  std::string bytes = std::string(to_string(format)) + " " + std::to_string(width) + "x" + std::to_string(height) + ";";
  image::RenditionOutcome made{format,
                               width,
                               height,
                               1,
                               quality,
                               static_cast<std::int64_t>(output.size()),
                               static_cast<std::int64_t>(bytes.size())};
  output += bytes;
  return made;
}

}  // namespace

Result<ImageFacts> FakeCodec::probe(codec::Input, const image::Limits&, Deadline) { return facts; }

Result<codec::Rendered> FakeCodec::render(codec::RenderInputs inputs, const image::Plan& plan, const codec::Claim&,
                                          Deadline, CancelToken, const std::function<void(double)>& progress) {
  ++renders;
  last_plan = plan;
  last_had_watermark = inputs.watermark.has_value();
  progress(0.5);
  auto moment = during_render;  // a copy: what is called may replace it
  moment();
  if (!render_answer) return std::unexpected(render_answer.error());
  image::RenderOutcome outcome;
  outcome.facts = *facts;
  std::string output;
  for (const image::RenditionSpec& spec : plan.renditions) {
    outcome.renditions.push_back(append(output, spec.format, spec.box_width, spec.box_height, spec.quality));
    if (spec.format != Format::kAvif || spec.effort != image::Effort::kFast) continue;
    const std::string waste(static_cast<std::size_t>(fast_waste), '.');
    output += waste;
    outcome.renditions.back().bytes += fast_waste;
  }
  if (plan.optimize) {
    image::OptimizeOutcome optimized;
    optimized.rendition = append(output, Format::kWebp, plan.optimize->max_side, plan.optimize->max_side, 77);
    optimized.score = 80;
    optimized.candidates.push_back({Format::kWebp, 77, optimized.rendition.bytes, 80});
    outcome.optimized = std::move(optimized);
  }
  if (plan.placeholder) outcome.placeholder = Placeholder{"hash", "#102030"};
  return codec::Rendered{std::move(outcome), sealed(output)};
}

}  // namespace pictor::test
