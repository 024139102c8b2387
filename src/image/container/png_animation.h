#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/result.h"
#include "image/container/png_chunks.h"
#include "image/limits.h"

namespace pictor::image {

enum class PngDispose : std::uint8_t { kKeep, kClear, kRestore };
enum class PngBlend : std::uint8_t { kReplace, kOver };

/// An fcTL chunk (PNG third edition, section 11.3.6.2).
struct PngFrame {
  std::uint32_t sequence = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::chrono::milliseconds duration{};
  PngDispose dispose = PngDispose::kKeep;
  PngBlend blend = PngBlend::kReplace;
};

/// nullopt when the chunk is of another size or uses unknown operations. Pure.
std::optional<PngFrame> parse_png_frame(Bytes payload);

/// Judges the animation of a PNG while its chunks go by. One that breaks any rule of the specification is none, and the
/// file is its default image: what decoders show that do not know animations, and browsers where one is broken.
class PngAnimationJudge {
 public:
  PngAnimationJudge(std::uint32_t width, std::uint32_t height, const Limits& limits)
      : width_(width), height_(height), limits_(limits) {}

  /// Takes acTL, fcTL, fdAT and IDAT in their order; others are ignored. Errors: those of check_animation_size().
  Result<void> take(const PngChunk& chunk);

  /// Asked after the last chunk.
  bool is_animation() const { return valid_ && declared_ > 0 && frames_ == declared_ && frame_has_data_; }
  int frames() const { return static_cast<int>(frames_); }
  int loop_count() const { return loop_count_; }
  /// Whether canvas may show through although the pixels are opaque: a frame that is cleared or taken back, or a first
  /// one that does not cover all.
  bool uncovers_canvas() const { return uncovers_canvas_; }

 private:
  void take_control(Bytes payload);
  Result<void> take_frame(Bytes payload);
  void take_frame_data(Bytes payload);
  bool fits(const PngFrame& frame) const;

  std::uint32_t width_;
  std::uint32_t height_;
  const Limits& limits_;
  bool valid_ = true;
  std::uint32_t declared_ = 0;  ///< frames; 0: no acTL yet
  std::uint32_t frames_ = 0;
  std::uint32_t next_sequence_ = 0;
  int loop_count_ = 0;
  bool picture_data_seen_ = false;
  bool frame_has_data_ = true;  ///< of the last frame
  bool uncovers_canvas_ = false;
};

}  // namespace pictor::image
