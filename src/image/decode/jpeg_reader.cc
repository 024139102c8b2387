#include "image/decode/jpeg_reader.h"

#include <jerror.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <utility>

namespace pictor::image {
namespace {

/// Warnings after which the pixels are libjpeg's guess.
bool means_damage(int message) {
  switch (message) {
    case JWRN_JPEG_EOF:        // the file ended early
    case JWRN_HIT_MARKER:      // a scan ended early
    case JWRN_HUFF_BAD_CODE:   // entropy-coded data makes no sense
    case JWRN_ARITH_BAD_CODE:  // the same, arithmetic coding
    case JWRN_MUST_RESYNC:     // a restart marker is missing or out of order
      return true;
    default:
      return false;
  }
}

/// Errors that say "valid, but not something this library decodes".
bool means_unsupported(int message) {
  switch (message) {
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
      return true;
    default:
      return false;
  }
}

std::string text_of(const jpeg_error_mgr& errors, jpeg_decompress_struct& jpeg) {
  std::array<char, JMSG_LENGTH_MAX> text{};
  errors.format_message(reinterpret_cast<j_common_ptr>(&jpeg), text.data());
  return text.data();
}

}  // namespace

JpegReader::JpegReader(Bytes file) : file_(file) {
  jpeg_.err = jpeg_std_error(&errors_);
  errors_.error_exit = &on_error;
  errors_.emit_message = &on_message;
  errors_.output_message = [](j_common_ptr) {};
  // Fails only where the header and the library are of different versions, or memory is exhausted at the start.
  if (!guarded([&] { jpeg_create_decompress(&jpeg_); })) std::abort();
}

JpegReader::~JpegReader() { jpeg_destroy_decompress(&jpeg_); }

Result<void> JpegReader::read_header() {
  return guarded([&] {
    jpeg_mem_src(&jpeg_, file_.data(), file_.size());
    jpeg_save_markers(&jpeg_, JPEG_APP0 + 2, 0xFFFF);
    jpeg_read_header(&jpeg_, TRUE);
  });
}

std::vector<std::uint8_t> JpegReader::icc_profile() {
  JOCTET* bytes = nullptr;
  unsigned int size = 0;
  const Result<void> read = guarded([&] { jpeg_read_icc_profile(&jpeg_, &bytes, &size); });
  const std::unique_ptr<JOCTET, decltype(&std::free)> owner(bytes, &std::free);
  if (!read || !bytes) return {};
  return {bytes, bytes + size};
}

Result<void> JpegReader::start(int eighths, J_COLOR_SPACE color_space) {
  jpeg_.scale_num = static_cast<unsigned>(eighths);
  jpeg_.scale_denom = 8;
  jpeg_.out_color_space = color_space;
  jpeg_.dct_method = JDCT_ISLOW;
  jpeg_.do_fancy_upsampling = TRUE;
  return guarded([&] { jpeg_start_decompress(&jpeg_); });
}

Result<void> JpegReader::read_row(std::uint8_t* row) {
  return guarded([&] { jpeg_read_scanlines(&jpeg_, &row, 1); });
}

Result<void> JpegReader::finish() {
  if (jpeg_.output_scanline < jpeg_.output_height) return {};  // given up half-way: nothing more is known
  return guarded([&] { jpeg_finish_decompress(&jpeg_); });
}

/// Runs `call`, to which an error of libjpeg returns by a jump.
template <class Call>
Result<void> JpegReader::guarded(const Call& call) {
  if (setjmp(errors_.escape) != 0) return std::unexpected(failure());
  call();
  return {};
}

Error JpegReader::failure() const {
  const std::string cause = text_of(errors_, const_cast<jpeg_decompress_struct&>(jpeg_));
  if (means_unsupported(errors_.msg_code)) {
    return {.code = ErrorCode::kUnprocessable, .message = "this kind of JPEG is not supported", .cause = cause};
  }
  return {.code = ErrorCode::kCorruptImage, .message = "the JPEG data is damaged", .cause = cause};
}

void JpegReader::on_error(j_common_ptr jpeg) { std::longjmp(static_cast<ErrorState*>(jpeg->err)->escape, 1); }

void JpegReader::on_message(j_common_ptr jpeg, int level) {
  if (level < 0 && means_damage(jpeg->err->msg_code)) on_error(jpeg);
}

}  // namespace pictor::image
