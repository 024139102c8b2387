#pragma once
// clang-format off: jpeglib.h wants FILE and size_t declared before it
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <cstdlib>
#include <span>

#include "base/encoding.h"

namespace pictor::test {

/// Quantised coefficients by libjpeg, of a file that it decodes; aborts on others.
class JpegCoefficients {
 public:
  explicit JpegCoefficients(Bytes file) {
    jpeg_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr) { std::abort(); };
    errors_.emit_message = [](j_common_ptr, int) {};
    jpeg_create_decompress(&jpeg_);
    jpeg_mem_src(&jpeg_, file.data(), file.size());
    jpeg_read_header(&jpeg_, TRUE);
    arrays_ = jpeg_read_coefficients(&jpeg_);
  }
  ~JpegCoefficients() { jpeg_destroy_decompress(&jpeg_); }
  JpegCoefficients(const JpegCoefficients&) = delete;
  JpegCoefficients& operator=(const JpegCoefficients&) = delete;

  const jpeg_decompress_struct& header() const { return jpeg_; }
  std::span<const jpeg_component_info> components() const {
    return {jpeg_.comp_info, static_cast<std::size_t>(jpeg_.num_components)};
  }
  /// A row of blocks, each in natural order. Valid until the next call.
  JBLOCKROW row(int component, unsigned y) {
    return jpeg_.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&jpeg_), arrays_[component], y, 1, FALSE)[0];
  }

 private:
  jpeg_error_mgr errors_{};
  jpeg_decompress_struct jpeg_{};
  jvirt_barray_ptr* arrays_ = nullptr;
};

}  // namespace pictor::test
