#pragma once

#include <memory>
#include <optional>

#include "base/encoding.h"

namespace pictor::image {

/// What the numbers of a pixel stand for.
enum class ColorModel { kGrey, kRgb, kCmyk };

/// CIE 1931 xy of the three primaries and the white point.
struct Chromaticities {
  double red_x = 0.64, red_y = 0.33;
  double green_x = 0.30, green_y = 0.60;
  double blue_x = 0.15, blue_y = 0.06;
  double white_x = 0.3127, white_y = 0.3290;
};

/// A description of a source's colours, open in lcms2. Move-only; one thread.
class IccProfile {
 public:
  /// Largest profile that is read; press profiles with large tables take up to 3 MB.
  static constexpr std::size_t kMaxBytes = 8 << 20;

  /// The profile embedded in a picture. nullopt when it is too large, broken, or not one of a device with grey, RGB or
  /// CMYK samples: such a picture is shown as if it had none, as browsers do.
  static std::optional<IccProfile> parse(Bytes bytes);
  /// IEC 61966-2-1, what everything is converted to.
  static IccProfile srgb();
  /// RGB with these primaries and the power curve `linear = code ^ gamma`; without a gamma, the sRGB curve.
  /// nullopt when no colour space has these primaries.
  static std::optional<IccProfile> from_primaries(const Chromaticities& primaries, std::optional<double> gamma);

  ColorModel model() const { return model_; }
  /// Whether it is made of sRGB's primaries and curves, to within a level of 8 bits. False for profiles made of tables,
  /// whatever they do. Takes microseconds.
  bool has_srgb_primaries_and_curves() const;
  void* handle() const { return handle_.get(); }  ///< the cmsHPROFILE, borrowed

 private:
  struct Closer {
    void operator()(void* profile) const;
  };
  IccProfile(void* handle, ColorModel model) : handle_(handle), model_(model) {}

  std::unique_ptr<void, Closer> handle_;
  ColorModel model_;
};

}  // namespace pictor::image
