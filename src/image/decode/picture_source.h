#pragma once
// Decoded pixels, row by row: what every decoder gives and every resizer takes.

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "base/encoding.h"
#include "base/result.h"
#include "image/probe.h"
#include "model/gamut.h"

namespace pictor::image {

/// Shape of decoded rows. Pixels are of 8 bits in sRGB's curve, interleaved RGB or RGBA (not premultiplied), as stored:
/// orientation is not applied yet. A scaled decode covers `extent_width` x `extent_height` of its own pixels exactly
/// (full size x N/8), which is less than a whole pixel smaller than `width` x `height`: resizers must sample by the
/// extent.
struct PictureShape {
  int width = 0;
  int height = 0;
  int channels = 3;  ///< 3 or 4
  double extent_width = 0;
  double extent_height = 0;
  Gamut gamut = Gamut::kSrgb;
};

/// One picture, top to bottom. One thread; borrowed bytes must outlive it.
class PictureSource {
 public:
  virtual ~PictureSource() = default;
  virtual const PictureShape& shape() const = 0;
  /// Fills `row` (width x channels bytes) with the next row. Called at most `height` times. Errors: kCorruptImage for
  /// damage that only decoding finds; a picture whose last row was read may still report damage in finish().
  virtual Result<void> read_row(std::span<std::uint8_t> row) = 0;
  virtual Result<void> finish() = 0;
  /// Variance that a scaled decode averaged away under each pixel of the row read last, in squared 8-bit levels (gamma
  /// light); empty where it lost none. srgb_to_light() gives its light back.
  virtual std::span<const float> lost_variance() const { return {}; }
};

/// Frames of an animation, each the whole canvas as it is shown, RGBA.
class AnimationSource {
 public:
  struct Frame {
    Bytes rgba;  ///< canvas width x height x 4; valid until the next call
    std::chrono::milliseconds duration{};
  };
  virtual ~AnimationSource() = default;
  virtual int width() const = 0;
  virtual int height() const = 0;
  virtual int frames() const = 0;
  virtual int loop_count() const = 0;  ///< 0 = for ever
  /// The next frame; called at most `frames()` times. Errors: kCorruptImage.
  virtual Result<Frame> next_frame() = 0;
};

/// What a decode is to give.
struct DecodeTarget {
  /// Smallest size that it may come out at, in stored orientation; JPEG decodes to the smallest N/8 that is no smaller.
  int min_width = 0;  ///< 0: full size
  int min_height = 0;
  /// kDisplayP3: what has colours beyond sRGB comes as Display P3.
  Gamut widest = Gamut::kSrgb;
};

/// Opens the (first) picture of `file`, colour-managed; its shape says to which gamut. `probed` is what probe() said of
/// the same bytes. Errors: kCorruptImage, kUnprocessable (valid, but not something we decode: say what).
Result<std::unique_ptr<PictureSource>> open_picture(Bytes file, const ProbeOutcome& probed, DecodeTarget target);

/// Opens an animated GIF, PNG or WebP. Errors as open_picture.
Result<std::unique_ptr<AnimationSource>> open_animation(Bytes file, const ProbeOutcome& probed);

}  // namespace pictor::image
