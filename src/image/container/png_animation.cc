#include "image/container/png_animation.h"

#include <algorithm>

#include "image/container/limit_checks.h"

namespace pictor::image {
namespace {

/// A denominator of 0 is 100 (section 11.3.6.2).
std::chrono::milliseconds duration_of(std::uint32_t numerator, std::uint32_t denominator) {
  const std::uint32_t parts = denominator == 0 ? 100 : denominator;
  return std::chrono::milliseconds((numerator * 1000 + parts / 2) / parts);
}

}  // namespace

std::optional<PngFrame> parse_png_frame(Bytes payload) {
  if (payload.size() != 26) return std::nullopt;
  ByteReader reader(payload);
  PngFrame frame;
  frame.sequence = reader.be32();
  frame.width = reader.be32();
  frame.height = reader.be32();
  frame.left = reader.be32();
  frame.top = reader.be32();
  const std::uint16_t numerator = reader.be16();
  frame.duration = duration_of(numerator, reader.be16());
  const std::uint8_t dispose = reader.u8();
  const std::uint8_t blend = reader.u8();
  if (dispose > 2 || blend > 1) return std::nullopt;
  frame.dispose = static_cast<PngDispose>(dispose);
  frame.blend = static_cast<PngBlend>(blend);
  return frame;
}

Result<void> PngAnimationJudge::take(const PngChunk& chunk) {
  switch (chunk.type) {
    case fourcc("acTL"):
      take_control(chunk.payload);
      return {};
    case fourcc("fcTL"):
      return take_frame(chunk.payload);
    case fourcc("fdAT"):
      take_frame_data(chunk.payload);
      return {};
    case fourcc("IDAT"):
      picture_data_seen_ = true;
      frame_has_data_ = true;  // of a frame before it; else there is none yet
      return {};
    default:
      return {};
  }
}

void PngAnimationJudge::take_control(Bytes payload) {
  ByteReader reader(payload);
  const std::uint32_t declared = reader.be32();
  const std::uint32_t plays = reader.be32();
  valid_ = valid_ && payload.size() == 8 && declared > 0 && declared_ == 0 && !picture_data_seen_;
  declared_ = declared;
  loop_count_ = static_cast<int>(std::min<std::uint32_t>(plays, 65'535));
}

Result<void> PngAnimationJudge::take_frame(Bytes payload) {
  const std::optional<PngFrame> frame = parse_png_frame(payload);
  // The default image can be one frame, and is all of the canvas.
  const bool in_place = picture_data_seen_ || frames_ == 0;
  const bool in_order = frame && frame->sequence == next_sequence_;
  valid_ = valid_ && in_place && in_order && frame_has_data_ && fits(*frame);
  ++next_sequence_;
  ++frames_;
  frame_has_data_ = false;
  if (!valid_) return {};
  const bool covers = frame->width == width_ && frame->height == height_;
  uncovers_canvas_ |= frame->dispose != PngDispose::kKeep || (frames_ == 1 && !covers);
  return check_animation_size(static_cast<int>(frames_), width_, height_, limits_);
}

void PngAnimationJudge::take_frame_data(Bytes payload) {
  ByteReader reader(payload);
  const bool in_order = payload.size() >= 4 && reader.be32() == next_sequence_;
  valid_ = valid_ && in_order && picture_data_seen_ && frames_ > 0;
  ++next_sequence_;
  frame_has_data_ = true;
}

bool PngAnimationJudge::fits(const PngFrame& frame) const {
  if (frame.width == 0 || frame.height == 0) return false;
  if (frame.left > width_ || frame.width > width_ - frame.left) return false;
  if (frame.top > height_ || frame.height > height_ - frame.top) return false;
  return picture_data_seen_ || (frame.width == width_ && frame.height == height_);
}

}  // namespace pictor::image
