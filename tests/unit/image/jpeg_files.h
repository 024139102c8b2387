#pragma once
// JPEGs of any shape, and what libjpeg-turbo makes of a JPEG: for the tests of our decoder.

#include <cstdlib>

#include "image/decode/jpeg_reader.h"
#include "image/picture.h"
#include "support/container_parts.h"

namespace pictor::test {

struct JpegShape {
  int h = 2;  ///< sampling factors of luma; chroma has 1
  int v = 2;
  int quality = 90;
  bool grey = false;
  bool progressive = false;
  bool scan_each = false;    ///< sequential, every component in a scan of its own
  bool optimized = false;    ///< Huffman tables of its own
  int restart_interval = 0;  ///< MCUs
};

inline FileBytes write_jpeg(const image::PictureView& picture, const JpegShape& shape) {
  jpeg_error_mgr errors;
  jpeg_compress_struct encoder;
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* buffer = nullptr;
  unsigned long bytes = 0;
  jpeg_mem_dest(&encoder, &buffer, &bytes);
  encoder.image_width = static_cast<JDIMENSION>(picture.width);
  encoder.image_height = static_cast<JDIMENSION>(picture.height);
  encoder.input_components = 3;
  encoder.in_color_space = JCS_RGB;
  jpeg_set_defaults(&encoder);
  if (shape.grey) jpeg_set_colorspace(&encoder, JCS_GRAYSCALE);
  jpeg_set_quality(&encoder, shape.quality, TRUE);
  encoder.comp_info[0].h_samp_factor = shape.h;
  encoder.comp_info[0].v_samp_factor = shape.v;
  encoder.restart_interval = static_cast<unsigned>(shape.restart_interval);
  encoder.optimize_coding = shape.optimized ? TRUE : FALSE;
  if (shape.progressive) jpeg_simple_progression(&encoder);
  constexpr jpeg_scan_info kScanEach[] = {{1, {0}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0}};
  if (shape.scan_each) {
    encoder.scan_info = kScanEach;
    encoder.num_scans = encoder.num_components;
  }
  jpeg_start_compress(&encoder, TRUE);
  for (int y = 0; y < picture.height; ++y) {
    auto* row = const_cast<JSAMPROW>(picture.row(y));
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  FileBytes file(buffer, buffer + bytes);
  jpeg_destroy_compress(&encoder);
  std::free(buffer);
  return file;
}

/// The whole file by libjpeg-turbo.
inline Result<image::Picture> read_with_libjpeg(Bytes file, int eighths = 8) {
  image::JpegReader reader(file);
  TRY_VOID(reader.read_header());
  TRY_VOID(reader.start(eighths, JCS_RGB));
  image::Picture picture(static_cast<int>(reader.state().output_width), static_cast<int>(reader.state().output_height),
                         3);
  for (int y = 0; y < picture.height(); ++y) TRY_VOID(reader.read_row(picture.row(y)));
  TRY_VOID(reader.finish());
  return picture;
}

}  // namespace pictor::test
