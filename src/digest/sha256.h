#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "base/encoding.h"

namespace pictor::digest {

using Sha256Bytes = std::array<std::uint8_t, 32>;

/// Incremental SHA-256 (FIPS 180-4, by OpenSSL). Move-only; one thread at a time.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();
  void update(Bytes bytes);
  /// The digest of everything so far; update() is not called after it.
  Sha256Bytes finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Digest of `bytes` in one call, as lower-case hex.
std::string sha256_hex(Bytes bytes);

}  // namespace pictor::digest
