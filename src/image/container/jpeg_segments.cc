#include "image/container/jpeg_segments.h"

#include <array>
#include <cstring>

#include "image/container/byte_writer.h"

namespace pictor::image {
namespace {

using namespace jpeg_marker;

constexpr bool is_restart(std::uint8_t byte) { return byte >= kRst0 && byte <= kRst7; }

/// Markers without a length.
constexpr bool stands_alone(std::uint8_t marker) { return is_restart(marker) || marker == kTem; }

std::size_t find_ff(Bytes bytes, std::size_t from) {
  if (from >= bytes.size()) return bytes.size();
  if (bytes[from] == 0xFF) return from;  // a call less where every other byte is 0xFF
  const void* found = std::memchr(bytes.data() + from, 0xFF, bytes.size() - from);
  if (found == nullptr) return bytes.size();
  return static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
}

/// Where the next marker's code is: after one or more 0xFF; the end when there is none.
std::size_t find_marker_code(Bytes bytes) {
  std::size_t at = find_ff(bytes, 0);
  while (at < bytes.size()) {
    while (at < bytes.size() && bytes[at] == 0xFF) ++at;
    if (at < bytes.size() && bytes[at] != 0 && !stands_alone(bytes[at])) return at;
    at = find_ff(bytes, at);
  }
  return bytes.size();
}

std::unexpected<Error> truncated() {
  return fail(ErrorCode::kCorruptImage, "the JPEG ends before its end-of-image marker");
}

}  // namespace

void append_segment(std::vector<std::uint8_t>& out, std::uint8_t marker, Bytes payload) {
  append(out, std::array{std::uint8_t{0xFF}, marker});
  append_be16(out, static_cast<std::uint16_t>(payload.size() + 2));
  append(out, payload);
}

Result<JpegSegment> JpegSegments::next() {
  const std::size_t code_at = find_marker_code(reader_.rest());
  if (code_at == reader_.remaining()) return truncated();
  reader_.skip(code_at - 1);
  const Bytes from_marker = reader_.rest();
  reader_.skip(1);
  JpegSegment segment{.marker = reader_.u8()};
  if (segment.marker == kSoi || segment.marker == kEoi) {
    segment.whole = from_marker.first(2);
    return segment;
  }
  const std::uint16_t length = reader_.be16();
  if (!reader_.overrun() && length < 2) {
    return fail(ErrorCode::kCorruptImage, "a JPEG segment says it is shorter than its own length field");
  }
  segment.payload = reader_.take(length - 2u);
  if (reader_.overrun()) return truncated();
  segment.whole = from_marker.first(2u + length);
  if (segment.marker == kSos) segment.scan = take_scan();
  return segment;
}

/// Entropy-coded data end at the first 0xFF that is not followed by a stuffed zero, a restart or another 0xFF (T.81
/// B.1.1.5).
Bytes JpegSegments::take_scan() {
  const Bytes bytes = reader_.rest();
  std::size_t end = find_ff(bytes, 0);
  while (end + 1 < bytes.size()) {
    const std::uint8_t code = bytes[end + 1];
    if (code == 0xFF) {
      ++end;
    } else if (code == 0 || is_restart(code)) {
      end = find_ff(bytes, end + 2);
    } else {
      return reader_.take(end);
    }
  }
  return reader_.take(bytes.size());
}

}  // namespace pictor::image
