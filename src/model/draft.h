#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/format.h"
#include "model/ids.h"

namespace pictor {

/// An image that a client is to upload straight to the store, and what was announced of it.
struct Draft {
  TenantId tenant;
  ImageId id;  ///< of the image that it becomes
  SubjectId owner;
  Format format = Format::kJpeg;
  std::optional<std::int64_t> bytes;
  std::optional<Sha256Hex> sha256;
  std::string description;  ///< JSON: what comes with the bytes of an image; of use cases alone
  Time created_at{};
  Time expires_at{};  ///< nothing can be uploaded from then on
  std::optional<Time> completed_at;
};

}  // namespace pictor
