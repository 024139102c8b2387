// ITU-T T.81 annex B: SOI, segments, one frame header, scans, EOI. Whatever follows EOI (a second picture of an MPO or
// Ultra HDR file, a ZIP) is not part of the picture.

#include <string>
#include <string_view>

#include "image/container/container_probes.h"
#include "image/container/exif_orientation.h"
#include "image/container/jpeg_segments.h"
#include "image/container/limit_checks.h"

namespace pictor::image {
namespace {

using namespace jpeg_marker;

constexpr std::string_view kExif("Exif\0", 5);
constexpr std::string_view kIcc("ICC_PROFILE\0", 12);

bool holds_metadata(std::uint8_t marker) {
  return (marker > kApp0 && marker <= kApp15 && marker != kApp14) || marker == kCom;
}

/// Whether libjpeg-turbo decodes the process of this frame header: Huffman or arithmetic, baseline, extended or
/// progressive (T.81 table B.1).
bool is_decodable_process(std::uint8_t sof) {
  return sof == 0xC0 || sof == 0xC1 || sof == 0xC2 || sof == 0xC9 || sof == 0xCA;
}

class JpegProbe {
 public:
  explicit JpegProbe(const Limits& limits) : limits_(limits), budget_(limits) {}

  Result<ProbeOutcome> walk(Bytes file) {
    JpegSegments segments(file);
    for (;;) {
      const JpegSegment segment = TRY(segments.next());
      if (segment.marker == kEoi) break;
      TRY_VOID(budget_.take_chunk());
      TRY_VOID(take(segment));
    }
    if (scans_ == 0) return fail(ErrorCode::kCorruptImage, "the JPEG has no picture data");
    set_size(outcome_, width_, height_);
    return outcome_;
  }

 private:
  Result<void> take(const JpegSegment& segment) {
    if (holds_metadata(segment.marker)) TRY_VOID(budget_.take_metadata(segment.whole.size()));
    if (is_sof(segment.marker)) return take_frame_header(segment);
    switch (segment.marker) {
      case kSos:
        return take_scan(segment);
      case kApp1:
        take_exif(segment.payload);
        return {};
      case kApp2:
        outcome_.has_icc |= as_text(segment.payload).starts_with(kIcc);
        return {};
      case kSoi:
        return fail(ErrorCode::kCorruptImage, "a second JPEG starts inside the first");
      default:
        return {};
    }
  }

  Result<void> take_frame_header(const JpegSegment& segment) {
    if (width_ != 0) return fail(ErrorCode::kCorruptImage, "the JPEG has two frame headers");
    ByteReader reader(segment.payload);
    const int precision = reader.u8();
    const std::uint32_t height = reader.be16();
    const std::uint32_t width = reader.be16();
    const int components = reader.u8();
    const Bytes component_table = reader.take(3 * static_cast<std::uint64_t>(components));
    if (reader.overrun()) return fail(ErrorCode::kCorruptImage, "the JPEG's frame header is cut short");
    // A height of 0 would be told after the first scan (DNL, T.81 B.2.5): nobody decodes that.
    TRY_VOID(check_frame_size(width, height, limits_));
    TRY_VOID(check_process(segment.marker, precision, components));
    TRY_VOID(check_sampling(component_table));
    width_ = width;
    height_ = height;
    outcome_.bit_depth = precision;
    is_arithmetic_ = segment.marker >= kSof9;
    return {};
  }

  static Result<void> check_process(std::uint8_t sof, int precision, int components) {
    if (!is_decodable_process(sof)) {
      return fail(ErrorCode::kUnsupportedType, "lossless and hierarchical JPEG is not supported");
    }
    if (precision != 8) {
      return fail(ErrorCode::kUnsupportedType, "JPEG with " + std::to_string(precision) + " bits is not supported");
    }
    if (components != 1 && components != 3 && components != 4) {
      return fail(ErrorCode::kCorruptImage, "the JPEG says it has " + std::to_string(components) + " components");
    }
    return {};
  }

  /// Each component's sampling factors are 1..4 (T.81 B.2.2).
  static Result<void> check_sampling(Bytes component_table) {
    for (std::size_t at = 0; at < component_table.size(); at += 3) {
      const int horizontal = component_table[at + 1] >> 4;
      const int vertical = component_table[at + 1] & 15;
      if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) {
        return fail(ErrorCode::kCorruptImage, "the JPEG's sampling factors are wrong");
      }
    }
    return {};
  }

  Result<void> take_scan(const JpegSegment& segment) {
    if (width_ == 0) return fail(ErrorCode::kCorruptImage, "the JPEG has picture data before its frame header");
    // Arithmetic coding may leave all bytes of a scan out (T.81 D.1.8), Huffman coding none.
    if (segment.scan.empty() && !is_arithmetic_) return fail(ErrorCode::kCorruptImage, "a scan of the JPEG is empty");
    return check_scans(++scans_, limits_);
  }

  /// The first EXIF segment counts (EXIF 2.32 section 4.5.4: one, right after SOI).
  void take_exif(Bytes payload) {
    if (has_exif_ || !as_text(payload).starts_with(kExif)) return;
    has_exif_ = true;
    outcome_.orientation = exif_orientation(payload);
  }

  const Limits& limits_;
  ContainerBudget budget_;
  ProbeOutcome outcome_{.facts = {.format = Format::kJpeg}};
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
  int scans_ = 0;
  bool has_exif_ = false;
  bool is_arithmetic_ = false;
};

}  // namespace

Result<ProbeOutcome> probe_jpeg(Bytes file, const Limits& limits) { return JpegProbe(limits).walk(file); }

}  // namespace pictor::image
