#pragma once

#include "delivery/transform.h"
#include "http/json/object_reader.h"

namespace pictor::http {

/// What the members of a body are called: `width` or `w`, `quality` or `q`.
enum class TransformNames { kMembers, kParameters };

/// The members of `body`, which `reader` reads, that are parameters of a transform; complaints stay in the reader.
/// Whether they go together is asked by delivery::check_together().
delivery::Transform read_transform(ObjectReader& reader, const boost::json::object& body, TransformNames names);

}  // namespace pictor::http
