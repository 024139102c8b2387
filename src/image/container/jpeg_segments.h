#pragma once

#include <cstdint>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"
#include "image/container/byte_reader.h"

namespace pictor::image {

/// Markers of ITU-T T.81 table B.1 that Pictor names.
namespace jpeg_marker {
inline constexpr std::uint8_t kTem = 0x01;
inline constexpr std::uint8_t kSof0 = 0xC0;
inline constexpr std::uint8_t kDht = 0xC4;
inline constexpr std::uint8_t kJpg = 0xC8;
inline constexpr std::uint8_t kSof9 = 0xC9;  ///< from here on arithmetic
inline constexpr std::uint8_t kDac = 0xCC;
inline constexpr std::uint8_t kSof15 = 0xCF;
inline constexpr std::uint8_t kRst0 = 0xD0;
inline constexpr std::uint8_t kRst7 = 0xD7;
inline constexpr std::uint8_t kSoi = 0xD8;
inline constexpr std::uint8_t kEoi = 0xD9;
inline constexpr std::uint8_t kSos = 0xDA;
inline constexpr std::uint8_t kDqt = 0xDB;
inline constexpr std::uint8_t kDri = 0xDD;
inline constexpr std::uint8_t kApp0 = 0xE0;
inline constexpr std::uint8_t kApp1 = 0xE1;
inline constexpr std::uint8_t kApp2 = 0xE2;
inline constexpr std::uint8_t kApp14 = 0xEE;
inline constexpr std::uint8_t kApp15 = 0xEF;
inline constexpr std::uint8_t kCom = 0xFE;
}  // namespace jpeg_marker

/// Whether a marker starts a frame header.
constexpr bool is_sof(std::uint8_t marker) {
  return marker >= jpeg_marker::kSof0 && marker <= jpeg_marker::kSof15 && marker != jpeg_marker::kDht &&
         marker != jpeg_marker::kJpg && marker != jpeg_marker::kDac;
}

/// One marker with what belongs to it. Borrowed from the file.
struct JpegSegment {
  std::uint8_t marker = 0;
  Bytes whole;    ///< from the marker's 0xFF to the end of the payload
  Bytes payload;  ///< after the length
  Bytes scan;     ///< of SOS: the entropy-coded bytes up to the next marker, restart markers included
};

/// Writes a segment: marker, length, and a payload of at most 65,533 bytes.
void append_segment(std::vector<std::uint8_t>& out, std::uint8_t marker, Bytes payload);

/// The segments of a JPEG from SOI to EOI. Bytes between segments that belong to none are skipped, as every decoder
/// does (T.81 B.1.1.2 allows 0xFF there, cameras wrote more than that).
class JpegSegments {
 public:
  /// `file` starts with SOI, which is not reported.
  explicit JpegSegments(Bytes file) : reader_(file) { reader_.skip(2); }

  /// The next segment; EOI is the last that may be asked for. Errors: kCorruptImage when the file ends before it.
  Result<JpegSegment> next();

 private:
  Bytes take_scan();

  ByteReader reader_;
};

}  // namespace pictor::image
