// clang-format off: jpeglib.h needs size_t and FILE from the header before it.
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <algorithm>
#include <csetjmp>
#include <cstdlib>

#include "image/encode/encode.h"
#include "image/encode/flatten.h"

namespace pictor::image {
namespace {

/// libjpeg reports errors by a call that must not return; ours goes back to compress().
struct ErrorTrap : jpeg_error_mgr {
  std::jmp_buf back;
  char message[JMSG_LENGTH_MAX] = {};
};

[[noreturn]] void trap(j_common_ptr codec) {
  auto* errors = static_cast<ErrorTrap*>(codec->err);
  codec->err->format_message(codec, errors->message);
  std::longjmp(errors->back, 1);
}

void ignore_warning(j_common_ptr, int) {}

/// A compressor with the memory that it writes to. Plain members only: compress() leaves by longjmp.
struct Compressor {
  Compressor() {
    codec.err = jpeg_std_error(&errors);
    errors.error_exit = trap;
    errors.emit_message = ignore_warning;
  }
  ~Compressor() {
    jpeg_destroy_compress(&codec);
    std::free(file);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  jpeg_compress_struct codec{};
  ErrorTrap errors{};
  unsigned char* file = nullptr;
  unsigned long file_bytes = 0;
};

/// kFast is baseline with the standard Huffman tables' cost paid once more for optimised ones; kSmall is progressive.
void configure(jpeg_compress_struct& codec, const PictureView& picture, const EncodeSettings& settings) {
  codec.image_width = static_cast<JDIMENSION>(picture.width);
  codec.image_height = static_cast<JDIMENSION>(picture.height);
  codec.input_components = 3;
  codec.in_color_space = JCS_RGB;
  jpeg_set_defaults(&codec);
  jpeg_set_quality(&codec, settings.quality, TRUE);
  codec.dct_method = JDCT_ISLOW;
  codec.optimize_coding = TRUE;
  codec.write_JFIF_header = TRUE;
  if (settings.effort == Effort::kSmall) jpeg_simple_progression(&codec);
}

/// False when libjpeg gave up; errors.message says why. No object with a destructor lives across the longjmp.
bool compress(Compressor& compressor, const PictureView& picture, const EncodeSettings& settings) {
  if (setjmp(compressor.errors.back) != 0) return false;
  jpeg_compress_struct& codec = compressor.codec;
  jpeg_create_compress(&codec);
  jpeg_mem_dest(&codec, &compressor.file, &compressor.file_bytes);
  configure(codec, picture, settings);
  jpeg_start_compress(&codec, TRUE);
  while (codec.next_scanline < codec.image_height) {
    auto* row = const_cast<JSAMPROW>(picture.row(static_cast<int>(codec.next_scanline)));
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  return true;
}

}  // namespace

Result<EncodedBytes> encode_jpeg(const PictureView& picture, const EncodeSettings& settings) {
  if (picture.width > JPEG_MAX_DIMENSION || picture.height > JPEG_MAX_DIMENSION) {
    return fail_limit(ErrorCode::kUnprocessable, "too large a picture for JPEG", JPEG_MAX_DIMENSION,
                      std::max(picture.width, picture.height));
  }
  Picture flat;
  PictureView opaque = picture;
  if (picture.channels == 4) {
    flat = flattened_on_white(picture);
    opaque = flat.view();
  }
  Compressor compressor;
  if (!compress(compressor, opaque, settings)) {
    return fail(ErrorCode::kInternal, "the JPEG could not be written", compressor.errors.message);
  }
  return EncodedBytes(compressor.file, compressor.file + compressor.file_bytes);
}

}  // namespace pictor::image
