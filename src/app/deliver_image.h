#pragma once

#include <optional>
#include <string_view>

#include "app/read_image.h"
#include "delivery/caching.h"

namespace pictor::app {

/// A picture by its delivery URL, and what caches are to know of it.
struct Delivered {
  Content content;
  delivery::Permanence permanence = delivery::Permanence::kForNow;
  delivery::HintSet hints;          ///< that it depends on
  std::optional<Time> until;        ///< no cache keeps it longer
  std::optional<Time> key_retires;  ///< the URL is refused from then on
};

/// What a client says of what it shows.
struct DeliveryClient {
  std::string accept;          ///< the header field Accept
  delivery::HintFields hints;  ///< looked at only where the URL names them
};

/// Serves `path`, as it was sent. A signature is checked before anything else is looked at; without one there are only
/// the optimized version and the presets of public images, and an image that is not public is answered like one that
/// does not exist. Errors: kInvalidSignature; kInvalidParameter for a transform in another than its one spelling;
/// kNotFound, also for another version than the image's; those of obtain_content() and require_readable().
Result<Delivered> deliver_image(Deps& deps, std::string_view path, const DeliveryClient& client, Deadline deadline,
                                CancelToken cancel);

}  // namespace pictor::app
