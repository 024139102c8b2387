#pragma once

#include <string_view>

#include "model/image.h"

namespace pictor::delivery {

/// The formats that a client says it shows. JPEG, PNG and GIF are always taken to be shown.
struct AcceptedFormats {
  bool webp = false;
  bool avif = false;
  bool jpeg_only = false;  ///< it names JPEG, and nothing that PNG is
  bool operator==(const AcceptedFormats&) const = default;
};

/// Reads an `Accept` header (RFC 9110 section 12.5.1): a format counts when it is named itself with q > 0; `image/*`
/// and
/// `*/*` alone do not promise WebP or AVIF. Pure; never fails.
AcceptedFormats accepted_formats(std::string_view accept);

/// What is left of an Accept header where a picture's format depends on it, so that caches hold three forms at most.
enum class AcceptToken {
  kAvif,   ///< AVIF, and WebP: every client that shows the one shows the other
  kWebp,   ///< WebP
  kBasic,  ///< JPEG, PNG, GIF
};
AcceptToken accept_token(std::string_view accept);
/// The format that such a client is given of such an image: AVIF holds no animation as Pictor writes it.
Format format_for(AcceptToken token, const ImageFacts& facts);
/// Whether such a client shows it. JPEG XL, which is given to nobody who does not ask for it, and formats that
/// renditions are not made in are shown by none.
bool shows(AcceptToken token, Format format);

/// Whether `accept` prefers some `image/…` over JSON: its best image range has a higher q than JSON's, or an equal q
/// and is more specific or earlier. An empty or `*/*` header does not.
bool prefers_image(std::string_view accept);

}  // namespace pictor::delivery
