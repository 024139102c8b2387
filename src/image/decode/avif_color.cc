#include "image/decode/avif_color.h"

#include <array>

namespace pictor::image {
namespace {

/// The exponent of curves that are plain powers; nullopt for those taken as sRGB's.
std::optional<double> gamma_of(avifTransferCharacteristics transfer) {
  switch (transfer) {
    case AVIF_TRANSFER_CHARACTERISTICS_BT470M:
      return 2.2;
    case AVIF_TRANSFER_CHARACTERISTICS_BT470BG:
      return 2.8;
    case AVIF_TRANSFER_CHARACTERISTICS_LINEAR:
      return 1.0;
    default:
      return std::nullopt;
  }
}

Bytes embedded_profile(const avifImage& image) { return {image.icc.data, image.icc.size}; }

}  // namespace

std::optional<HdrTransfer> avif_hdr_transfer(const avifImage& image) {
  if (!embedded_profile(image).empty()) return std::nullopt;
  if (image.transferCharacteristics == AVIF_TRANSFER_CHARACTERISTICS_SMPTE2084) return HdrTransfer::kPq;
  if (image.transferCharacteristics == AVIF_TRANSFER_CHARACTERISTICS_HLG) return HdrTransfer::kHlg;
  return std::nullopt;
}

Chromaticities avif_primaries(const avifImage& image) {
  // XYZ (10) is no RGB, and libavif's table answers with BT.709 for what it does not know.
  if (image.colorPrimaries == AVIF_COLOR_PRIMARIES_XYZ) return {};
  std::array<float, 8> xy{};
  avifColorPrimariesGetValues(image.colorPrimaries, xy.data());
  return {.red_x = xy[0],
          .red_y = xy[1],
          .green_x = xy[2],
          .green_y = xy[3],
          .blue_x = xy[4],
          .blue_y = xy[5],
          .white_x = xy[6],
          .white_y = xy[7]};
}

std::optional<IccProfile> avif_color_profile(const avifImage& image) {
  if (auto embedded = IccProfile::parse(embedded_profile(image))) return embedded;
  const bool own_primaries = image.colorPrimaries != AVIF_COLOR_PRIMARIES_UNKNOWN &&
                             image.colorPrimaries != AVIF_COLOR_PRIMARIES_UNSPECIFIED &&
                             image.colorPrimaries != AVIF_COLOR_PRIMARIES_BT709;
  const std::optional<double> gamma = gamma_of(image.transferCharacteristics);
  if (!own_primaries && !gamma) return std::nullopt;
  return IccProfile::from_primaries(avif_primaries(image), gamma);
}

}  // namespace pictor::image
