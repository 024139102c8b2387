#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/encoding.h"

namespace pictor::image {

inline void append(std::vector<std::uint8_t>& out, Bytes bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }
inline void append_text(std::vector<std::uint8_t>& out, std::string_view text) { append(out, as_bytes(text)); }
inline void append_be16(std::vector<std::uint8_t>& out, std::uint16_t value) {
  for (const int shift : {8, 0}) out.push_back(static_cast<std::uint8_t>(value >> shift));
}
inline void append_be32(std::vector<std::uint8_t>& out, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

}  // namespace pictor::image
