#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "support/sample_files.h"

// Needs FILE and size_t declared.
#include <jpeglib.h>

#include "support/sample_pattern.h"

namespace pictor::test {
namespace {

int jpeg_components(JpegSample::Color color) {
  switch (color) {
    case JpegSample::Color::kGrey:
      return 1;
    case JpegSample::Color::kRgb:
      return 3;
    case JpegSample::Color::kCmyk:
      return 4;
  }
  std::abort();
}

J_COLOR_SPACE jpeg_color_space(JpegSample::Color color) {
  switch (color) {
    case JpegSample::Color::kGrey:
      return JCS_GRAYSCALE;
    case JpegSample::Color::kRgb:
      return JCS_RGB;
    case JpegSample::Color::kCmyk:
      return JCS_CMYK;
  }
  std::abort();
}

/// One row of the pattern in the samples of the JPEG. Adobe's CMYK is inverted: without black it is RGB and 255.
FileBytes jpeg_row(const std::uint8_t* rgba, int width, JpegSample::Color color) {
  FileBytes row;
  for (int x = 0; x < width; ++x, rgba += 4) {
    if (color == JpegSample::Color::kGrey) {
      row.push_back(luma(rgba));
    } else {
      row.insert(row.end(), rgba, rgba + 3);
      if (color == JpegSample::Color::kCmyk) row.push_back(255);
    }
  }
  return row;
}

void write_jpeg_metadata(jpeg_compress_struct& encoder, const JpegSample& sample) {
  if (sample.orientation != 0) {
    constexpr std::string_view kPrefix("Exif\0\0", 6);
    const FileBytes exif = join({as_bytes(kPrefix), exif_with_orientation(sample.orientation)});
    jpeg_write_marker(&encoder, JPEG_APP0 + 1, exif.data(), static_cast<unsigned>(exif.size()));
  }
  if (!sample.icc.empty()) {
    jpeg_write_icc_profile(&encoder, sample.icc.data(), static_cast<unsigned>(sample.icc.size()));
  }
  if (!sample.comment.empty()) {
    jpeg_write_marker(&encoder, JPEG_COM, as_bytes(sample.comment).data(),
                      static_cast<unsigned>(sample.comment.size()));
  }
}

}  // namespace

FileBytes make_jpeg(const JpegSample& sample) {
  jpeg_error_mgr errors;
  jpeg_compress_struct encoder;
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* buffer = nullptr;
  unsigned long bytes = 0;
  jpeg_mem_dest(&encoder, &buffer, &bytes);
  encoder.image_width = static_cast<JDIMENSION>(sample.width);
  encoder.image_height = static_cast<JDIMENSION>(sample.height);
  encoder.input_components = jpeg_components(sample.color);
  encoder.in_color_space = jpeg_color_space(sample.color);
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, sample.quality, TRUE);
  encoder.arith_code = sample.arithmetic ? TRUE : FALSE;
  encoder.restart_in_rows = sample.restart_rows;
  if (sample.progressive) jpeg_simple_progression(&encoder);
  jpeg_start_compress(&encoder, TRUE);
  write_jpeg_metadata(encoder, sample);
  const FileBytes pixels = sample_pixels(sample.width, sample.height);
  for (int y = 0; y < sample.height; ++y) {
    FileBytes row = jpeg_row(&pixels[static_cast<std::size_t>(y) * sample.width * 4], sample.width, sample.color);
    JSAMPROW rows = row.data();
    jpeg_write_scanlines(&encoder, &rows, 1);
  }
  jpeg_finish_compress(&encoder);
  FileBytes file(buffer, buffer + bytes);
  jpeg_destroy_compress(&encoder);
  std::free(buffer);
  return file;
}

}  // namespace pictor::test
