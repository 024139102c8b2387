#include "codec/protocol/request.h"

#include <algorithm>
#include <cstdlib>

namespace pictor::codec {

Result<wire::Render> render_request(std::int64_t input_bytes, std::int64_t watermark_bytes, const image::Plan& plan) {
  if (plan.renditions.size() > wire::kMaxPictures)
    return fail_parameter("renditions", "too many renditions of one image");
  wire::Render request{.input_bytes = input_bytes,
                       .watermark_bytes = watermark_bytes,
                       .limits = plan.limits,
                       .wants_optimized = plan.optimize.has_value(),
                       .wants_placeholder = plan.placeholder,
                       .rendition_count = static_cast<std::uint32_t>(plan.renditions.size())};
  if (plan.optimize) request.optimize = *plan.optimize;
  std::ranges::copy(plan.renditions, request.renditions);
  return request;
}

image::Plan plan_from(const wire::Render& request) {
  if (request.rendition_count > wire::kMaxPictures) std::abort();
  image::Plan plan{.renditions = {request.renditions, request.renditions + request.rendition_count},
                   .placeholder = request.wants_placeholder,
                   .limits = request.limits};
  if (request.wants_optimized) plan.optimize = request.optimize;
  return plan;
}

}  // namespace pictor::codec
