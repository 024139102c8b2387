#pragma once

#include <optional>

#include "codec/child/type_agreement.h"
#include "codec/child/work.h"

namespace pictor::codec {

/// The work of the product: types are agreed on with libmagic, pixels are image/'s.
class ImageWork final : public Work {
 public:
  Result<void> warm_up(FormatSet inputs) override;
  Result<ImageFacts> probe(Bytes file, const image::Limits& limits) override;
  Result<image::RenderOutcome> render(Bytes file, Bytes watermark, const image::Plan& plan,
                                      const image::OutputSink& output, const image::ProgressSink& progress) override;
  bool is_worn() const override;

 private:
  std::optional<TypeAgreement> types_;
};

}  // namespace pictor::codec
