#pragma once

#include <optional>

#include "base/result.h"
#include "image/encode/encode.h"

namespace pictor::image {

/// A PNG to send instead of `jpeg`, a file of the same picture: one without loss, or of 255 colours of its own, that is
/// no larger and scores no less by SSIMULACRA 2.1. nullopt where there is none, as with every photograph: only pictures
/// that look drawn are tried. Deterministic; one thread. Errors: those of the encoders.
Result<std::optional<EncodedBytes>> png_instead(const PictureView& picture, const EncodedBytes& jpeg);

}  // namespace pictor::image
