#pragma once

#include <string_view>

namespace pictor::image {

/// Whether a text of one byte a character begins with an element `svg`, behind what XML 1.0 allows there: a byte order
/// mark, white space, a declaration, comments, processing instructions, a document type (which must be `svg`). A text
/// that ends in there, behind a mark-up that it has begun, may be one. Pure; linear; safe on hostile bytes.
bool begins_as_svg(std::string_view text);

/// The encoding that the XML declaration at the beginning of `text` names, as written; empty where there is none.
std::string_view declared_encoding(std::string_view text);

}  // namespace pictor::image
