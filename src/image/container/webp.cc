// RFC 9649: a RIFF file that is one VP8 or VP8L chunk, or VP8X with a canvas and chunks in it.

#include <algorithm>
#include <optional>

#include "image/container/container_probes.h"
#include "image/container/exif_orientation.h"
#include "image/container/limit_checks.h"
#include "image/container/riff_chunks.h"
#include "image/container/webp_bitstream.h"

namespace pictor::image {
namespace {

constexpr std::size_t kRiffHead = 12;  ///< `RIFF`, size, `WEBP`
constexpr std::uint8_t kAnimationFlag = 0x02;
constexpr std::uint8_t kAlphaFlag = 0x10;

struct Canvas {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint8_t flags = 0;
};

struct Frame {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

bool is_bitstream(std::uint32_t type) { return type == fourcc("VP8 ") || type == fourcc("VP8L"); }

Result<WebpBitstream> read_header(const RiffChunk& chunk) {
  return chunk.type == fourcc("VP8L") ? read_vp8l_header(chunk.payload) : read_vp8_header(chunk.payload);
}

class WebpProbe {
 public:
  explicit WebpProbe(const Limits& limits) : limits_(limits), budget_(limits) {}

  Result<ProbeOutcome> walk(Bytes file) {
    ByteReader reader(file);
    reader.skip(4);
    const std::uint64_t riff_bytes = std::uint64_t{reader.le32()} + 8;
    if (riff_bytes < kRiffHead) return fail(ErrorCode::kCorruptImage, "the WebP says it is shorter than its header");
    // Size before truncation: a bomb is told from its first bytes.
    RiffChunks chunks(file.subspan(kRiffHead, std::min<std::uint64_t>(riff_bytes, file.size()) - kRiffHead));
    while (!chunks.at_end()) {
      const RiffChunk chunk = chunks.next();
      TRY_VOID(budget_.take_chunk());
      TRY_VOID(take(chunk));
      if (chunk.truncated) return fail(ErrorCode::kCorruptImage, "the WebP is cut short");
    }
    if (riff_bytes > file.size()) return fail(ErrorCode::kCorruptImage, "the WebP is shorter than it says");
    return finish();
  }

 private:
  Result<void> take(const RiffChunk& chunk) {
    if (!has_first_chunk_) {
      has_first_chunk_ = true;
      if (chunk.type == fourcc("VP8X")) return take_canvas(chunk.payload);
      if (is_bitstream(chunk.type)) return take_picture(chunk);
      return fail(ErrorCode::kCorruptImage, "the WebP does not start with a picture or a canvas");
    }
    if (!canvas_) return budget_.take_metadata(chunk.payload.size());  // after a simple file's only picture
    if (chunk.type == fourcc("ANMF")) return take_frame(chunk.payload);
    if (is_bitstream(chunk.type)) return take_picture(chunk);
    if (chunk.type == fourcc("ANIM")) return take_animation(chunk.payload);
    if (chunk.type == fourcc("ALPH")) {
      has_alpha_chunk_ = true;
      return {};
    }
    take_metadata(chunk);
    return budget_.take_metadata(chunk.payload.size());
  }

  Result<void> take_canvas(Bytes payload) {
    ByteReader reader(payload);
    Canvas canvas{.flags = reader.u8()};
    reader.skip(3);
    canvas.width = reader.le24() + 1;
    canvas.height = reader.le24() + 1;
    if (reader.overrun()) return fail(ErrorCode::kCorruptImage, "the WebP's VP8X chunk is cut short");
    TRY_VOID(check_frame_size(canvas.width, canvas.height, limits_));
    canvas_ = canvas;
    return {};
  }

  bool is_animation() const { return canvas_ && (canvas_->flags & kAnimationFlag) != 0; }

  /// The picture of a still file. Decoders use the first and refuse one that does not fill its canvas.
  Result<void> take_picture(const RiffChunk& chunk) {
    if (is_animation()) return fail(ErrorCode::kCorruptImage, "the animated WebP has a picture outside its frames");
    if (frames_ > 0) return {};
    const WebpBitstream picture = TRY(read_header(chunk));
    TRY_VOID(check_frame_size(picture.width, picture.height, limits_));
    if (!picture.complete) return fail(ErrorCode::kCorruptImage, "the WebP's picture is cut short");
    if (canvas_ && (canvas_->width != picture.width || canvas_->height != picture.height)) {
      return fail(ErrorCode::kCorruptImage, "the WebP's picture is not as large as its canvas");
    }
    width_ = picture.width;
    height_ = picture.height;
    outcome_.facts.has_alpha = picture.has_alpha || has_alpha_chunk_;
    frames_ = 1;
    return {};
  }

  Result<void> take_animation(Bytes payload) {
    ByteReader reader(payload);
    reader.skip(4);  // background colour
    outcome_.loop_count = reader.le16();
    if (reader.overrun()) return fail(ErrorCode::kCorruptImage, "the WebP's ANIM chunk is cut short");
    has_animation_chunk_ = true;
    return {};
  }

  Result<void> take_frame(Bytes payload) {
    if (!is_animation() || !has_animation_chunk_) {
      return fail(ErrorCode::kCorruptImage, "the WebP has a frame but no animation");
    }
    ByteReader reader(payload);
    Frame frame{.left = reader.le24() * 2};
    frame.top = reader.le24() * 2;
    frame.width = reader.le24() + 1;
    frame.height = reader.le24() + 1;
    reader.skip(4);  // duration, blending and disposal
    if (reader.overrun()) return fail(ErrorCode::kCorruptImage, "a frame header of the WebP is cut short");
    if (frame.left + frame.width > canvas_->width || frame.top + frame.height > canvas_->height) {
      return fail(ErrorCode::kCorruptImage, "a frame of the WebP reaches outside its canvas");
    }
    TRY_VOID(check_animation_size(++frames_, canvas_->width, canvas_->height, limits_));
    return take_frame_picture(frame, reader.rest());
  }

  Result<void> take_frame_picture(const Frame& frame, Bytes inside) {
    RiffChunks chunks(inside);
    while (!chunks.at_end()) {
      const RiffChunk chunk = chunks.next();
      TRY_VOID(budget_.take_chunk());
      if (chunk.type == fourcc("ALPH")) has_alpha_chunk_ = true;
      if (!is_bitstream(chunk.type)) continue;
      const WebpBitstream picture = TRY(read_header(chunk));
      outcome_.facts.has_alpha |= picture.has_alpha || has_alpha_chunk_;
      if (chunk.truncated || !picture.complete) break;
      if (picture.width == frame.width && picture.height == frame.height) return {};
      return fail(ErrorCode::kCorruptImage, "a frame of the WebP is not as large as it says");
    }
    return fail(ErrorCode::kCorruptImage, "a frame of the WebP has no complete picture");
  }

  void take_metadata(const RiffChunk& chunk) {
    if (chunk.type == fourcc("ICCP")) outcome_.has_icc = true;
    if (chunk.type == fourcc("EXIF")) outcome_.orientation = exif_orientation(chunk.payload);
  }

  Result<ProbeOutcome> finish() {
    if (frames_ == 0) return fail(ErrorCode::kCorruptImage, "the WebP has no picture");
    if (is_animation()) {
      width_ = canvas_->width;
      height_ = canvas_->height;
      outcome_.facts.has_alpha |= (canvas_->flags & kAlphaFlag) != 0;
    }
    outcome_.facts.frames = frames_;
    set_size(outcome_, width_, height_);
    return outcome_;
  }

  const Limits& limits_;
  ContainerBudget budget_;
  ProbeOutcome outcome_{.facts = {.format = Format::kWebp}, .loop_count = 1};
  std::optional<Canvas> canvas_;
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
  int frames_ = 0;
  bool has_first_chunk_ = false;
  bool has_alpha_chunk_ = false;
  bool has_animation_chunk_ = false;
};

}  // namespace

Result<ProbeOutcome> probe_webp(Bytes file, const Limits& limits) { return WebpProbe(limits).walk(file); }

}  // namespace pictor::image
