#pragma once

#include "image/encode/encode.h"

namespace pictor::image {

struct EncodedAnimation {
  EncodedBytes file;
  int frames = 0;  ///< in the file: an encoder may show one frame longer instead of repeating it
};

/// Writes an animation frame by frame: whole canvases, RGBA, all of one size. One thread.
class AnimationEncoder {
 public:
  virtual ~AnimationEncoder() = default;
  virtual Result<void> add_frame(const PictureView& canvas, std::chrono::milliseconds duration) = 0;
  /// The file; called once, after the last frame.
  virtual Result<EncodedAnimation> finish() = 0;
};

struct AnimationSettings {
  int width = 0;
  int height = 0;
  int loop_count = 0;  ///< times it is shown; 0 = for ever
  EncodeSettings encode;
};

/// Encoder for `format`, which can_hold_animation(). Errors: as encode_picture().
Result<std::unique_ptr<AnimationEncoder>> make_animation_encoder(Format format, const AnimationSettings& settings);
Result<std::unique_ptr<AnimationEncoder>> make_gif_animation(const AnimationSettings& settings);
Result<std::unique_ptr<AnimationEncoder>> make_webp_animation(const AnimationSettings& settings);

}  // namespace pictor::image
