#include "image/decode/heic_color.h"

#include <libde265/de265.h>

#include "image/container/byte_reader.h"

namespace pictor::image {
namespace {

void set_code_points(avifImage& image, int primaries, int transfer, int matrix, bool full_range) {
  image.colorPrimaries = static_cast<avifColorPrimaries>(primaries);
  image.transferCharacteristics = static_cast<avifTransferCharacteristics>(transfer);
  image.matrixCoefficients = static_cast<avifMatrixCoefficients>(matrix);
  image.yuvRange = full_range ? AVIF_RANGE_FULL : AVIF_RANGE_LIMITED;
}

}  // namespace

void set_heic_color(avifImage& image, std::span<const Bytes> colour_boxes, const de265_image* tile) {
  set_code_points(image, de265_get_image_colour_primaries(tile), de265_get_image_transfer_characteristics(tile),
                  de265_get_image_matrix_coefficients(tile), de265_get_image_full_range_flag(tile) != 0);
  for (const Bytes box : colour_boxes) {
    ByteReader reader(box);
    const std::uint32_t type = reader.be32();
    if (type == fourcc("nclx")) {
      const int primaries = reader.be16();
      const int transfer = reader.be16();
      const int matrix = reader.be16();
      const bool full_range = (reader.u8() & 0x80) != 0;
      if (!reader.overrun()) set_code_points(image, primaries, transfer, matrix, full_range);
    } else if (type == fourcc("prof") || type == fourcc("rICC")) {
      avifImageSetProfileICC(&image, reader.rest().data(), reader.rest().size());
    }
  }
}

}  // namespace pictor::image
