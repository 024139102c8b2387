#pragma once

#include "base/encoding.h"
#include "digest/sha256.h"

namespace pictor::digest {

/// HMAC-SHA256 (RFC 2104), by OpenSSL. Pure.
Sha256Bytes hmac_sha256(Bytes key, Bytes message);

}  // namespace pictor::digest
