#include "codec/child/image_work.h"

#include "codec/child/warm_libraries.h"
#include "codec/child/warm_svg.h"
#include "image/decode/svg_fonts.h"
#include "image/probe.h"

namespace pictor::codec {

Result<void> ImageWork::warm_up(FormatSet inputs) {
  types_ = TRY(TypeAgreement::load());
  TRY_VOID(warm_libraries(*this));
  return inputs.contains(Format::kSvg) ? warm_svg(*this) : Result<void>{};
}

Result<ImageFacts> ImageWork::probe(Bytes file, const image::Limits& limits) {
  // The container first: a file that is damaged at its very beginning is nothing to libmagic, and is better called
  // damaged.
  const image::ProbeOutcome probed = TRY(image::probe(file, limits));
  TRY(types_->format_of(file));
  return probed.facts;
}

Result<image::RenderOutcome> ImageWork::render(Bytes file, Bytes watermark, const image::Plan& plan,
                                               const image::OutputSink& output, const image::ProgressSink& progress) {
  TRY(types_->format_of(file));
  if (!watermark.empty()) TRY(types_->format_of(watermark));
  return image::render(file, plan, output, progress, watermark);
}

bool ImageWork::is_worn() const { return image::svg_fonts_have_failed(); }

}  // namespace pictor::codec
