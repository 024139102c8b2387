#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "image/color/icc_profile.h"
#include "model/gamut.h"

namespace pictor::image {

/// How a decoder hands over a row: interleaved samples, colour first.
struct SampleLayout {
  ColorModel model = ColorModel::kRgb;
  int channels = 3;       ///< samples a pixel. kGrey with 3 or 4: the grey is there three times. The fourth is alpha
  int bytes = 1;          ///< of a sample: 1, or 2 in the machine's byte order
  bool inverted = false;  ///< CMYK where 0 is full ink, as Adobe stores it in JPEG
};

/// Turns rows of one source into 8-bit RGB or RGBA, not premultiplied, of sRGB or Display P3. Built once a source;
/// allocates nothing afterwards. One thread.
///
/// Through lcms2, with black point compensation: relative colorimetric for RGB and grey (what is inside sRGB stays as
/// it is), perceptual for CMYK (press profiles carry a table made for it that keeps gradations sRGB cannot hold). A
/// profile that changes no colour by more than one level is left out, for its cost. One that lcms cannot use, or of
/// another colour model than the samples, is ignored.
class ColorConversion {
 public:
  /// `profile` of the samples; nullopt: they are sRGB (CMYK: uncalibrated ink). `to_channels` is 3 or 4. Where `widest`
  /// is kDisplayP3, a profile of colours beyond sRGB is converted to that, and every other one to sRGB.
  ColorConversion(const std::optional<IccProfile>& profile, SampleLayout from, int to_channels,
                  Gamut widest = Gamut::kSrgb);

  Gamut gamut() const { return gamut_; }  ///< of what comes out

  /// `pixels` pixels of `from` into `to`; the two may be the same memory when in_place() says so.
  void apply(const void* from, std::uint8_t* to, std::size_t pixels) const;

  /// Whether a row can be converted where it lies.
  bool in_place() const { return from_.bytes == 1 && from_.channels == to_channels_; }
  /// Whether rows come out as they go in.
  bool is_identity() const { return in_place() && !transform_ && from_.model != ColorModel::kCmyk; }

 private:
  struct Deleter {
    void operator()(void* transform) const;
  };
  void without_profile(const void* from, std::uint8_t* to, std::size_t pixels) const;
  void copy_alpha(const void* from, std::uint8_t* to, std::size_t pixels) const;

  std::unique_ptr<void, Deleter> transform_;
  SampleLayout from_;
  int to_channels_;
  Gamut gamut_ = Gamut::kSrgb;
};

}  // namespace pictor::image
