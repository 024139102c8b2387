#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "delivery/signature.h"
#include "model/ids.h"

namespace pictor::delivery {

/// A delivery URL taken apart: `/t/<tenant>/<image>/<version>/<picture>`, signed `…/<key>.<expires>.<mac>`.
struct DeliveryPath {
  TenantId tenant;
  ImageId image;
  VersionId version;
  std::string picture;  ///< not read yet: a signature is checked before anything else is looked at
  std::optional<Signature> signature;
  std::string signed_text;  ///< what the MAC is over; empty without a signature
};

/// Reads the path of a request as it was sent: nothing is percent-decoded, so there is one spelling. Errors: kNotFound
/// for what is no such path, kInvalidSignature where the place of the signature has something else. Pure; safe on
/// hostile text.
Result<DeliveryPath> delivery_path_from(std::string_view path);

/// The path without a signature.
std::string delivery_path(const TenantId& tenant, const ImageId& image, const VersionId& version,
                          std::string_view picture);

}  // namespace pictor::delivery
