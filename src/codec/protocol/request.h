#pragma once
// Requests, parent to child. The child trusts its parent, so reading one is plain copying.

#include "codec/protocol/messages.h"
#include "image/plan.h"

namespace pictor::codec {

/// Errors: kInvalidParameter when the plan has more than image::kMaxRenditions renditions.
Result<wire::Render> render_request(std::int64_t input_bytes, std::int64_t watermark_bytes, const image::Plan& plan);

/// The plan of a request. Aborts on a count that the parent cannot have sent.
image::Plan plan_from(const wire::Render& request);

}  // namespace pictor::codec
