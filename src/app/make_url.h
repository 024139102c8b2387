#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "access/token.h"
#include "app/deps.h"
#include "delivery/picture.h"

namespace pictor::app {

inline constexpr std::chrono::seconds kUsualUrlLife =
    std::chrono::days(1);  ///< of a private image's; the most of a viewer's
inline constexpr std::chrono::seconds kMaxUrlLife = std::chrono::days(3650);

struct UrlRequest {
  delivery::Picture picture;
  bool forever = false;                            ///< asked for by name
  std::optional<std::chrono::seconds> expires_in;  ///< nothing: kUsualUrlLife, of public images for ever
};

struct DeliveryUrl {
  std::string path;                ///< from `/t/`
  std::optional<Time> expires_at;  ///< nothing: for ever
};

/// A delivery URL of the image as it is now: version, version of the preset and focal point are named in it, so that
/// caches may keep what it gives. Signed, but where the image is public, the picture needs no signature and no expiry
/// is asked for. Errors: kNotFound (image, preset, watermark), kGone, kConflict, kInvalidParameter; kForbidden for a
/// viewer that asks for more than a day.
Result<DeliveryUrl> make_delivery_url(Deps& deps, const access::Principal& principal, const ImageId& id,
                                      const UrlRequest& request);

}  // namespace pictor::app
