#pragma once

#include <cstdint>
#include <vector>

#include "base/encoding.h"
#include "image/container/png_header.h"

namespace pictor::image {

/// A PNG file, chunk by chunk.
class PngWriter {
 public:
  /// Signature and IHDR.
  explicit PngWriter(const PngHeader& header);

  void add_chunk(const char (&type)[5], Bytes payload);
  /// A chunk of one zlib stream behind `prefix`; `level` is libdeflate's, 1..12.
  void add_deflated(const char (&type)[5], Bytes payload, int level, Bytes prefix = {});
  /// IEND, and the file.
  std::vector<std::uint8_t> finish();

 private:
  std::size_t begin_chunk(const char (&type)[5]);
  void end_chunk(std::size_t begin);
  void put_be32(std::uint32_t value);

  std::vector<std::uint8_t> file_;
};

}  // namespace pictor::image
