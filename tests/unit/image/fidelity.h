#pragma once
// What is shown of a picture that was made from another, compared with what should be.

#include <algorithm>
#include <array>
#include <cmath>
#include <ostream>
#include <string>

#include "image/encode/flatten.h"
#include "image/metric/ssimulacra2.h"
#include "image/orient.h"
#include "image/render.h"
#include "support/sample_files.h"
#include "unit/image/test_pictures.h"

namespace pictor::test {

/// Everything of one render().
struct Renditions {
  image::RenderOutcome outcome;
  FileBytes output;

  Bytes file(const image::RenditionOutcome& made) const {
    return Bytes(output).subspan(static_cast<std::size_t>(made.offset), static_cast<std::size_t>(made.bytes));
  }
};

/// Aborts when the source cannot be rendered.
inline Renditions renditions_of(const FileBytes& source, const image::Plan& plan) {
  Renditions made;
  const auto collect = [&](Bytes bytes) -> Result<void> {
    made.output.insert(made.output.end(), bytes.begin(), bytes.end());
    return {};
  };
  made.outcome = image::render(source, plan, collect, [](double) {}).value();
  return made;
}

/// The picture at its own size, in every format that is written.
inline image::Plan plan_of_every_format() {
  image::Plan plan;
  for (const Format format : {Format::kJpeg, Format::kPng, Format::kWebp, Format::kAvif, Format::kGif, Format::kJxl}) {
    plan.renditions.push_back({.format = format, .quality = 95, .effort = image::Effort::kFast});
  }
  return plan;
}

/// The sample pattern as a picture, of one frame.
inline image::Picture sample_picture(int width, int height, bool alpha, int frame = 0) {
  const FileBytes rgba = sample_pixels(width, height, frame, alpha);
  return draw(width, height, alpha ? 4 : 3, [&](int x, int y, int c) {
    return rgba[(static_cast<std::size_t>(y) * width + x) * 4 + static_cast<std::size_t>(c)];
  });
}

/// Display P3 to sRGB by its definition (SMPTE EG 432-1, white D65, sRGB's curve), clipped where sRGB ends.
inline image::Picture from_display_p3(image::Picture picture) {
  // Rows of the matrix between the linear colours, as CSS Color 4 gives them by way of XYZ.
  constexpr std::array<std::array<double, 3>, 3> kToSrgb = {
      {{1.22494, -0.22494, 0}, {-0.042057, 1.042057, 0}, {-0.019638, -0.078636, 1.098274}}};
  const auto light = [](double level) {
    return level <= 0.04045 * 255 ? level / 255 / 12.92 : std::pow((level / 255 + 0.055) / 1.055, 2.4);
  };
  const auto level = [](double light) {
    const double inside = std::clamp(light, 0.0, 1.0);
    return std::lround(255 * (inside <= 0.0031308 ? 12.92 * inside : 1.055 * std::pow(inside, 1 / 2.4) - 0.055));
  };
  for (std::size_t i = 0; i < picture.view().size(); i += static_cast<std::size_t>(picture.channels())) {
    std::uint8_t* at = picture.pixels().data() + i;
    const std::array<double, 3> wide = {light(at[0]), light(at[1]), light(at[2])};
    for (std::size_t row = 0; row < 3; ++row) {
      const auto& m = kToSrgb[row];
      at[row] = static_cast<std::uint8_t>(level(m[0] * wide[0] + m[1] * wide[1] + m[2] * wide[2]));
    }
  }
  return picture;
}

}  // namespace pictor::test
