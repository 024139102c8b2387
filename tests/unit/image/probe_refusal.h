#pragma once

#include <optional>

#include "image/probe.h"
#include "support/container_parts.h"

namespace pictor::test {

/// Why probe() refuses these bytes; nullopt when it takes them.
inline std::optional<Error> refusal(Bytes file, const image::Limits& limits = {}) {
  Result<image::ProbeOutcome> outcome = image::probe(file, limits);
  if (outcome) return std::nullopt;
  return std::move(outcome).error();
}

inline std::optional<ErrorCode> refusal_code(Bytes file, const image::Limits& limits = {}) {
  const std::optional<Error> error = refusal(file, limits);
  return error ? std::optional(error->code) : std::nullopt;
}

/// What probe() says of bytes that it must take.
inline image::ProbeOutcome probed(Bytes file, const image::Limits& limits = {}) {
  return image::probe(file, limits).value();
}

/// Number of ways to cut `file` short that probe() takes all the same.
inline std::size_t accepted_truncations(const FileBytes& file) {
  std::size_t accepted = 0;
  for (std::size_t size = 0; size < file.size(); ++size) {
    accepted += refusal_code(Bytes(file).first(size)) ? 0u : 1u;
  }
  return accepted;
}

/// The file with trailing bytes that belong to something else.
inline FileBytes with_tail(const FileBytes& file) { return join({file, as_bytes("PK\x03\x04 and more")}); }

}  // namespace pictor::test
