#pragma once

#include <string>

#include "base/encoding.h"

namespace pictor::digest {

/// The base64 of the MD5 of `bytes`, as Content-MD5 wants it (RFC 1864): a check against damage on the way, and no
/// protection. Pure.
std::string content_md5(Bytes bytes);

}  // namespace pictor::digest
