#pragma once

#include <cstddef>
#include <span>

#include "base/encoding.h"

namespace pictor::image::jpeg {

struct Unstuffed {
  std::size_t read = 0;     ///< bytes of the input that are done with
  std::size_t written = 0;  ///< bytes of the output
  bool at_marker = false;   ///< the input goes on with a marker: 0xFF that no zero follows
};

/// Room that unstuff() needs behind the bytes it is to write: it stores whole vectors.
inline constexpr std::size_t kUnstuffSlack = 64;

/// Copies entropy-coded data without the zeros that are stuffed behind 0xFF (T.81 B.1.1.5) up to the next marker, the
/// end of `in` or until kUnstuffSlack bytes of `out` are left. A 0xFF that ends `in` is left unread. Pure.
Unstuffed unstuff(Bytes in, std::span<std::uint8_t> out);

}  // namespace pictor::image::jpeg
